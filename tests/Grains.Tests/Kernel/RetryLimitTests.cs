using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>retry_limit: retries within the pass, counted per transaction, durably.</summary>
public sealed class RetryLimitTests
{
    [Theory]
    [InlineData("1a!")]
    [InlineData("1a~")]
    public void ErrorOrOngoing_IsRetriedAfterAShortPause(string script)
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(2)).Play(script);

        Assert.Equal(0.1, saga.DueIn!.Value, 6);
        Assert.Equal(1, saga.State!.RetriesUsed);
    }

    [Fact]
    public void Pauses_GrowUpToASecond()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(10));
        var pauses = new List<double>();

        for (var i = 0; i < 6; i++)
        {
            saga.Report(0, BranchOutcome.Error);
            pauses.Add(saga.DueIn!.Value);
            saga.AdvanceToTimer();
        }

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1, 1], pauses);
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(3, 0, 4)]
    [InlineData(3, 2, 2)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 9, 1)]
    public void Calls_UntilTheLimit(long limit, long count, int calls)
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(limit, count));

        while (saga.Status == TransactionStatus.Submitted)
        {
            saga.Report(0, BranchOutcome.Error);
            if (saga.Status == TransactionStatus.Submitted)
                saga.AdvanceToTimer();
        }

        Assert.Equal(calls, saga.Calls.Count(call => call.StartsWith("01/action", StringComparison.Ordinal)));
        Assert.Equal($"RetryCount is greater than RetryLimit, RetryLimit: {limit}", saga.Reason);
    }

    [Fact]
    public void Count_IsOneForAllBranches()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RetryLimit(2)).Play("1a! 2a! > >");

        saga.Play("1a!");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
    }

    [Fact]
    public void Count_SurvivesACrash()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(1)).Play("1a!");
        saga.Crash();
        saga.Advance(1);
        saga.Wake();

        saga.Play("1a!");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
    }

    [Fact]
    public void Compensations_AreNotLimited()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(1)).Play("1a- 1c! > 1c! > 1c! >");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal("01/compensate#4", saga.Calls[^1]);
        Assert.Equal(80, saga.State!.Steps[0].IntervalSeconds);
    }

    [Fact]
    public void Retries_StayWithinThePass()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(2));

        saga.Play("1a!");
        Assert.Equal((1, 0), (saga.Drive.Pass, saga.Drive.EndedPass));
        saga.Play("> 1a~");
        Assert.Equal((1, 0), (saga.Drive.Pass, saga.Drive.EndedPass));
        saga.Play("> 1a+ 2a+");

        Assert.Equal((1, 1), (saga.Drive.Pass, saga.Drive.EndedPass));
    }
}
