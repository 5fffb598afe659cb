using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>max_attempts, park, and what an operator does about it.</summary>
public sealed class ParkTests
{
    [Fact]
    public void Action_ThatGivesUp_AbortsTheSaga()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 2)).Play("1a! >");
        Assert.Equal(TransactionStatus.Submitted, saga.Status);

        saga.Play("1a!");

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.Equal("01/action: gave up after 2 attempts: said !", saga.Reason);
        Assert.Equal([0], saga.Events.OfType<AbortDecided>().Single().Compensate);
    }

    [Fact]
    public void Action_ThatGivesUpAndParks_WaitsForAPerson()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true)).Play("1a!");

        Assert.Equal(TransactionStatus.Submitted, saga.Status);
        Assert.Equal("01/action: gave up after 1 attempts: said !", saga.State!.Steps[0].ParkedReason);
        Assert.Equal(1, saga.State.ParkedBranches);
        Assert.Equal(new HotState(TransactionStatus.Submitted, null, DueKind.None), saga.Hot);
        Assert.Null(saga.TickAt);
    }

    [Fact]
    public void Ongoing_DoesNotCountAsAnAttempt()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1)).Play("1a~ > 1a~ > 1a~");

        Assert.Equal(TransactionStatus.Submitted, saga.Status);
        Assert.Equal(0, saga.State!.ParkedBranches);
    }

    [Theory]
    [InlineData("1a- 1c!")]
    [InlineData("1a- 1c-")]
    public void Compensation_ThatGivesUp_AlwaysParks(string script)
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1)).Play(script);

        Assert.Equal(TransactionStatus.Aborting, saga.Status);
        Assert.NotNull(saga.State!.Steps[0].ParkedReason);
        Assert.Null(saga.Hot.DueAt);
    }

    [Fact]
    public void Parked_IsNotTriedByTimeSubmitOrRetry()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true)).Play("1a!");
        saga.NewCalls();

        saga.Play("@100000 submit retry x");

        Assert.Equal("", saga.NewCalls());
        Assert.Equal(1, saga.State!.ParkedBranches);
    }

    [Fact]
    public void Parked_WhenUnparked_IsTriedAtOnceWithAFreshCount()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 2, park: true)).Play("1a! > 1a!");
        saga.NewCalls();

        saga.Play("unpark");
        Assert.Equal("01/action", saga.NewCalls());
        Assert.Equal(0, saga.State!.ParkedBranches);
        saga.Play("1a!");
        Assert.Equal(0, saga.State.ParkedBranches);
        Assert.Equal(20, saga.DueIn);
        saga.Play("> 1a!");

        Assert.Equal(1, saga.State.ParkedBranches);
        Assert.Equal("01/action#4", saga.Calls[^1]);
    }

    [Fact]
    public void ParkedCompensation_WhenUnparked_GoesOn()
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1)).Play("1a- 1c! unpark 1c+");

        Assert.Equal(TransactionStatus.Failed, saga.Status);
    }

    [Fact]
    public void Parked_OthersGoOn()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent().Order(2, 1).MaxAttempts(0, 1, park: true)).Play("1a!");
        saga.NewCalls();

        Assert.Equal("03/action", saga.Play("2a+").NewCalls());
        saga.Play("3a+");

        Assert.Equal("P P P S P S", saga.Rows);
        Assert.Null(saga.Hot.DueAt);
    }

    [Theory]
    [InlineData(BranchOutcome.Success, TransactionStatus.Submitted)]
    [InlineData(BranchOutcome.Failure, TransactionStatus.Aborting)]
    public void Parked_ALateResultOfAnEarlierAttempt_Unparks(BranchOutcome outcome, TransactionStatus status)
    {
        var saga = KernelHarness.Submitted(ASaga().MaxAttempts(0, 2, park: true)).Play("1a! > 1a!");

        saga.Report(saga.Stamp(0, BranchOp.Action, 1), outcome);

        Assert.Equal(status, saga.Status);
        Assert.Equal(0, saga.State!.ParkedBranches);
    }

    [Fact]
    public void WholeTransactionParked_CallsNobodyUntilUnparked()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a!");
        saga.Append(new TransactionParked("cannot be read", saga.Now));
        saga.NewCalls();
        Assert.Null(saga.Hot.DueAt);

        Assert.Equal("", saga.Play("@1000 submit retry x").NewCalls());
        saga.Play("unpark");

        Assert.Equal("01/action", saga.NewCalls());
        Assert.Null(saga.State!.ParkedReason);
    }

    [Fact]
    public void Unpark_AlsoMakesWaitingRetriesNow()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! > 1a!");
        saga.NewCalls();

        saga.Play("unpark");

        Assert.Equal("01/action", saga.NewCalls());
        Assert.Equal(0, saga.State!.Steps[0].Errors);
    }

    [Fact]
    public void Retry_MakesWaitingRetriesNowAndKeepsTheirCount()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a! > 1a!");
        saga.NewCalls();

        saga.Play("retry");
        Assert.Equal("01/action", saga.NewCalls());
        saga.Play("1a!");

        Assert.Equal(80, saga.DueIn);
    }
}
