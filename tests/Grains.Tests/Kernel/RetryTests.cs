using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>When a call is tried again (protocol section 5).</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(BranchOutcome.Error)]
    [InlineData(BranchOutcome.Failure)]
    public void Compensation_ErrorsAndRefusals_DoubleTheInterval(BranchOutcome outcome)
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a-");

        Assert.Equal([20.0, 40, 80, 160], Intervals(saga, outcome, 4));
    }

    [Fact]
    public void Action_Errors_DoubleTheIntervalUpToTheCap()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryMax(100));

        Assert.Equal([20.0, 40, 80, 100, 100], Intervals(saga, BranchOutcome.Error, 5));
    }

    [Fact]
    public void Cap_OfTheServer_DoesNotShortenATransactionsOwnInterval()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryMax(100).RetryInterval(500));

        Assert.Equal([500.0, 500], Intervals(saga, BranchOutcome.Error, 2));
    }

    [Theory]
    [InlineData(0, 0, 10)]
    [InlineData(25, 0, 25)]
    [InlineData(0, 4, 4)]
    [InlineData(0, 12, 10)]
    [InlineData(25, 4, 25)]
    public void Base_IsRetryIntervalElseAShortTimeoutElseTheServers(long retryInterval, long timeout, double expected)
    {
        var saga = KernelHarness.Submitted(ASaga().RetryInterval(retryInterval).TimeoutToFail(timeout)).Play("1a~");

        Assert.Equal(expected, saga.State!.Steps[0].IntervalSeconds);
    }

    [Fact]
    public void Ongoing_KeepsTheInterval()
    {
        var saga = KernelHarness.Submitted(ASaga());

        Assert.Equal([10.0, 10, 10, 10], Intervals(saga, BranchOutcome.Ongoing, 4));
    }

    [Fact]
    public void Ongoing_AfterAnError_KeepsTheDoubledInterval()
    {
        var saga = KernelHarness.Submitted(ASaga());

        Assert.Equal([20.0], Intervals(saga, BranchOutcome.Error, 1));
        Assert.Equal([20.0, 20], Intervals(saga, BranchOutcome.Ongoing, 2));
        Assert.Equal([40.0], Intervals(saga, BranchOutcome.Error, 1));
    }

    [Fact]
    public void Interval_CountsForItsBranchAlone()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a! @20 1a! 2a!");

        Assert.Equal(40, saga.State!.Steps[0].IntervalSeconds);
        Assert.Equal(20, saga.State.Steps[1].IntervalSeconds);
    }

    [Fact]
    public void Success_StartsTheNextStepAtTheBase()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! > 1a! > 1a+ 2a!");

        Assert.Equal(20, saga.State!.Steps[1].IntervalSeconds);
    }

    [Theory]
    [InlineData(0, 20)]
    [InlineData(0.5, 21)]
    [InlineData(0.999, 21.998)]
    public void Jitter_OnlyLengthens(double jitter, double expected)
    {
        var saga = KernelHarness.Submitted(ASaga().Jitter(0.1));
        saga.Jitter = jitter;

        saga.Play("1a!");

        Assert.Equal(expected, saga.DueIn!.Value, 6);
        Assert.Equal(20, saga.State!.Steps[0].IntervalSeconds);
    }

    [Fact]
    public void Ongoing_Repeated_AppendsOnceAndThenOnlyMovesTheDueTime()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a~");
        Assert.Equal(2, saga.Records.Count);
        var pushes = saga.Pushes;

        saga.Play("> 1a~ > 1a~ > 1a~");

        Assert.Equal(2, saga.Records.Count);
        Assert.True(saga.Pushes > pushes);
        Assert.Equal(10, saga.DueIn);
        Assert.Equal("01/action#4", saga.Calls[^1]);
    }

    [Theory]
    [InlineData("1a+")]
    [InlineData("1a!")]
    [InlineData("1a-")]
    public void Ongoing_Repeated_IsCountedInTheBranchsNextRecord(string next)
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a~ > 1a~ > 1a~ >").Play(next);

        var repeated = Assert.IsType<OngoingRepeated>(saga.Records[2][0]);
        Assert.Equal(2, repeated.Count);
        Assert.Equal((Start.AddSeconds(10), Start.AddSeconds(20)), (repeated.FirstAt, repeated.LastAt));
    }

    [Fact]
    public void Ongoing_Repeated_ThenACrash_WaitsForTheTimeInTheIndex()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a~ > 1a~ > 1a~ @5");
        saga.NewCalls();
        saga.CrashAndWake();

        Assert.Equal("", saga.Play("@4.9").NewCalls());
        Assert.Equal("01/action", saga.Play("@0.1").NewCalls());
    }

    [Fact]
    public void Deferred_IsNoAttemptAndNoRecord()
    {
        var saga = KernelHarness.Submitted(ASaga());
        saga.Jitter = 0.5;

        var decision = saga.Report(0, BranchOutcome.Deferred);

        Assert.Empty(decision.Events);
        Assert.Equal(1.5, saga.DueIn);
        Assert.Equal("01/action#1", saga.Play("@1.5").Calls[^1]);
        Assert.Equal(2, saga.Calls.Count);
    }

    [Fact]
    public void Deferred_DoesNotCountTowardsAnything()
    {
        var saga = KernelHarness.Submitted(ASaga().RetryLimit(1).MaxAttempts(0, 1)).Play("1a% > 1a% > 1a% >");

        Assert.Equal(TransactionStatus.Submitted, saga.Status);
        Assert.Equal(0, saga.State!.RetriesUsed);
        Assert.Single(saga.Records);
    }

    [Fact]
    public void Deferred_KeepsTheOngoingAnswersThatAreNotRecorded()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a~ > 1a~ > 1a% > 1a+");

        Assert.Equal(1, saga.Events.OfType<OngoingRepeated>().Single().Count);
    }

    [Fact]
    public void Backoff_OfAStep_ReplacesTheTransactionsIntervals()
    {
        var saga = KernelHarness.Submitted(ASaga().Backoff(0, 1, 3, 20).RetryInterval(50));

        Assert.Equal([1.0, 3, 9, 20, 20], Intervals(saga, BranchOutcome.Error, 5));
    }

    [Fact]
    public void Backoff_OfAStep_OngoingComesAtTheFirstInterval()
    {
        var saga = KernelHarness.Submitted(ASaga().Backoff(0, 2, 3, 20));

        Assert.Equal([2.0, 2], Intervals(saga, BranchOutcome.Ongoing, 2));
    }

    [Fact]
    public void Retry_NeverBeforeItsTime()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a!");
        saga.NewCalls();

        Assert.Equal("", saga.Play("@19.9").NewCalls());
        saga.Tick();
        Assert.Equal("", saga.NewCalls());
        Assert.Equal("01/action", saga.Play("@0.1").NewCalls());
        Assert.Equal("01/action#2", saga.Calls[^1]);
    }

    [Fact]
    public void Retry_AfterACrash_KeepsItsTime()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! @5");
        saga.NewCalls();

        saga.CrashAndWake();

        Assert.Equal(15, saga.DueIn);
        Assert.Equal("01/action", saga.Play("@15").NewCalls());
    }

    private static List<double> Intervals(KernelHarness saga, BranchOutcome outcome, int count)
    {
        var intervals = new List<double>();
        for (var i = 0; i < count; i++)
        {
            saga.Report(0, outcome);
            intervals.Add(saga.DueIn!.Value);
            saga.AdvanceToTimer();
        }

        return intervals;
    }
}
