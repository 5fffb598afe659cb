using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>A call whose report never comes is started again, with the same stamp.</summary>
public sealed class WatchdogTests
{
    [Fact]
    public void Call_WithoutReport_StartsAgainUnderTheSameStamp()
    {
        var saga = KernelHarness.Submitted(ASaga());

        saga.Advance(17);
        Assert.Equal(["01/action#1"], saga.Calls);
        saga.Advance(1);

        Assert.Equal(["01/action#1", "01/action#1"], saga.Calls);
        Assert.Single(saga.Records);
    }

    [Fact]
    public void Call_WithoutReport_StartsAgainAndAgain()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("@60");

        Assert.Equal(4, saga.Calls.Count);
    }

    [Fact]
    public void Call_WithALongTimeout_HasALaterWatchdog()
    {
        var saga = KernelHarness.Submitted(ASaga().RequestTimeout(100)).Play("@114");

        Assert.Single(saga.Calls);
        Assert.Equal(2, saga.Play("@1").Calls.Count);
    }

    [Fact]
    public void Action_WithoutReport_AfterTheAbortDecision_IsNotCalledAgain()
    {
        // The timeout decides at 10 s; the watchdog of the action, at 18 s, falls into the time that compensation waits for it.
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(10)).Play("@60");

        Assert.DoesNotContain("01/action#1", saga.Calls.Skip(1));
        Assert.Contains("01/compensate#1", saga.Calls);
    }

    [Fact]
    public void Action_WhoseWatchdogAndTimeoutFallTogether_IsStillWaitedFor()
    {
        // At 18 s the call is overdue and the saga times out: it left long ago, so its compensation waits for it.
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(18)).Play("@18");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal(["01/action#1"], saga.Calls);
        Assert.Equal("01/compensate", Compensations(saga.Play("1a+")));
    }

    [Fact]
    public void Compensation_WithoutReport_StartsAgain()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a- @18");

        Assert.Equal(["01/action#1", "01/compensate#1", "01/compensate#1"], saga.Calls);
    }

    private static string Compensations(KernelHarness saga)
    {
        var calls = saga.NewCalls().Split(' ');
        return string.Join(' ', calls.Where(call => call.EndsWith("compensate", StringComparison.Ordinal)));
    }
}
