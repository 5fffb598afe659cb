using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>Two-phase commit of XA resources (protocol 4.4), where it differs from TCC.</summary>
public sealed class XaTests
{
    [Theory]
    [InlineData("submit 1f+ 2f+", TransactionStatus.Succeed, "01/commit#1", "02/commit#1")]
    [InlineData("abort 1b+ 2b+", TransactionStatus.Failed, "01/rollback#1", "02/rollback#1")]
    public void SecondPhase_RunsInTheOrderOfRegistration(string script, TransactionStatus status, params string[] calls)
    {
        var xa = KernelHarness.Prepared(AnXa()).Play("register register " + script);

        Assert.Equal(calls, xa.Calls);
        Assert.Equal(status, xa.Status);
    }

    [Fact]
    public void Concurrent_IsForTccOnly()
    {
        var xa = KernelHarness.Prepared(AnXa().Concurrent()).Play("register register submit");

        Assert.Equal(["01/commit#1"], xa.Calls);
    }

    [Fact]
    public void Timeout_WithoutBranches_FailsWithoutACall()
    {
        var xa = KernelHarness.Prepared(AnXa()).Play("@35");

        Assert.Equal((TransactionStatus.Failed, "Timeout after 35 seconds"), (xa.Status, xa.Reason));
        Assert.Empty(xa.Calls);
        Assert.Equal(ReplyCode.WrongState, xa.Submit().Refusal?.Code);
    }

    [Fact]
    public void Commit_ThatIsOngoing_OutlivesTheTimeout()
    {
        var xa = KernelHarness.Prepared(AnXa().TimeoutToFail(5).RetryInterval(10)).Play("register submit 1f~ @10 1f+");

        Assert.Equal(TransactionStatus.Succeed, xa.Status);
    }
}
