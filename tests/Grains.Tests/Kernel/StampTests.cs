using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Which reports count: late, duplicate, reordered and foreign ones.</summary>
public sealed class StampTests
{
    [Fact]
    public void Report_Twice_CountsOnce()
    {
        var saga = KernelHarness.Submitted(ASaga());
        var stamp = saga.Stamp(0, BranchOp.Action, 1);

        saga.Report(stamp, BranchOutcome.Error);
        var second = saga.Report(stamp, BranchOutcome.Error);

        Assert.Empty(second.Events);
        Assert.Equal(1, saga.State!.Steps[0].Errors);
    }

    [Theory]
    [InlineData(BranchOutcome.Error)]
    [InlineData(BranchOutcome.Ongoing)]
    [InlineData(BranchOutcome.Deferred)]
    public void Report_OfAnotherActivation_ThatOnlySaysLater_IsDropped(BranchOutcome outcome)
    {
        var saga = KernelHarness.Submitted(ASaga());
        saga.CrashAndWake();

        var decision = saga.Report(saga.Stamp(0, BranchOp.Action, 1, epoch: 1), outcome);

        Assert.Empty(decision.Events);
        Assert.NotNull(saga.Drive.Find(0, BranchOp.Action));
    }

    [Theory]
    [InlineData(BranchOutcome.Success, TransactionStatus.Submitted, "P S P P")]
    [InlineData(BranchOutcome.Failure, TransactionStatus.Aborting, "P F P P")]
    public void Report_OfAnotherActivation_ThatEndsAnOpenAction_Counts(BranchOutcome outcome, TransactionStatus status, string rows)
    {
        var saga = KernelHarness.Submitted(ASaga());
        saga.CrashAndWake();

        saga.Report(saga.Stamp(0, BranchOp.Action, 1, epoch: 1), outcome);

        Assert.Equal(status, saga.Status);
        Assert.Equal(rows, saga.Rows);
    }

    [Fact]
    public void Report_OfAnEarlierAttempt_ThatSucceeded_EndsTheBranch()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! @20");
        saga.NewCalls();

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), BranchOutcome.Success);

        Assert.Equal("P S P P", saga.Rows);
        Assert.Equal("02/action", saga.NewCalls());
    }

    [Fact]
    public void Report_OfAnEarlierAttempt_WhileTheBranchWaits_EndsTheWait()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a~ @10 1a~");
        saga.NewCalls();

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), BranchOutcome.Success);

        Assert.Equal("02/action", saga.NewCalls());
        Assert.Empty(saga.Drive.Waits);
        var ongoing = saga.Events.OfType<OngoingRepeated>();
        Assert.Equal(1, Assert.Single(ongoing).Count);
    }

    [Fact]
    public void Report_OfAnEarlierAttempt_WhileADeferredCallWaits_LetsThePassEnd()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().MaxAttempts(1, 1, park: true)).Play("2a! 1a! @20 1a%");

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), BranchOutcome.Success);

        Assert.False(saga.Drive.PassRunning);
        Assert.Null(saga.TickAt);
        Assert.Null(saga.Hot.DueAt);
    }

    [Theory]
    [InlineData(BranchOutcome.Success)]
    [InlineData(BranchOutcome.Failure)]
    public void Report_OfAnEarlierAttempt_AfterTheDecision_DoesNotEndTheWaitForTheLaterOne(BranchOutcome outcome)
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(60)).Play("1a! @20 2a-");

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), outcome);
        Assert.DoesNotContain("01/compensate#1", saga.Calls);
        saga.Play("1a+");

        Assert.Equal("01/compensate#1", saga.Calls[^1]);
    }

    [Fact]
    public void Report_OfAnEarlierAttempt_ThatWasRefused_StillWaitsForTheLaterOne()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! @20");

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), BranchOutcome.Failure);
        Assert.Equal("P F P P", saga.Rows);
        Assert.Equal("01/action#2", saga.Calls[^1]);
        saga.Play("@10");

        Assert.Equal("01/compensate#1", saga.Calls[^1]);
    }

    [Fact]
    public void Report_OfAFailedCompensation_OfAnotherActivation_IsDropped()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a-");
        saga.CrashAndWake();

        var decision = saga.Report(saga.Stamp(0, BranchOp.Compensate, 1, epoch: 1), BranchOutcome.Failure);

        Assert.Empty(decision.Events);
        Assert.NotNull(saga.Drive.Find(0, BranchOp.Compensate));
    }

    [Fact]
    public void Report_OfAnAction_AfterTheAbortDecision_IsNotRecorded()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a-");

        var decision = saga.Report(1, BranchOp.Action, BranchOutcome.Success);

        Assert.Empty(decision.Events);
        Assert.Equal("P F P P", saga.Rows);
    }

    [Fact]
    public void Report_OfAnotherLifeOfTheGid_IsDropped()
    {
        var saga = KernelHarness.Submitted(ASaga());

        var decision = saga.Report(saga.Stamp(0, BranchOp.Action, 1, instance: Guid.Empty), BranchOutcome.Success);

        Assert.Empty(decision.Events);
        Assert.Equal("P P P P", saga.Rows);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Report_OfAStepThatIsNone_IsDropped(int step)
    {
        var saga = KernelHarness.Submitted(ASaga());

        Assert.Empty(saga.Report(saga.Stamp(step, BranchOp.Action, 1), BranchOutcome.Success).Events);
    }

    [Theory]
    [InlineData("1a+ 2a+")]
    [InlineData("1a- 1c+")]
    [InlineData("stop")]
    public void Report_AfterTheEnd_IsDropped(string script)
    {
        var saga = KernelHarness.Submitted(ASaga()).Play(script);
        saga.NewCalls();

        foreach (var outcome in Enum.GetValues<BranchOutcome>())
        {
            Assert.Empty(saga.Report(saga.Stamp(0, BranchOp.Action, 1), outcome).Events);
            Assert.Empty(saga.Report(saga.Stamp(0, BranchOp.Compensate, 1), outcome).Events);
        }

        Assert.Equal("", saga.NewCalls());
    }

    [Fact]
    public void Report_WithAResponseThatCannotBeStored_IsCleaned()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("");

        saga.Report(0, BranchOutcome.Failure, "a\0b\ud800" + new string('x', 2000));

        var refused = saga.Events.OfType<BranchRefused>().Single();
        Assert.Equal(1024, refused.Attempt.Excerpt.Length);
        Assert.StartsWith("a\ufffdb\ufffdx", refused.Attempt.Excerpt, StringComparison.Ordinal);
        Assert.Equal(1024, saga.Reason!.Length);
    }
}
