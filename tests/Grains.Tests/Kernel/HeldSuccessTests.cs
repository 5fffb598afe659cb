using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>How many records a saga costs, and what is held back to ride in the next one.</summary>
public sealed class HeldSuccessTests
{
    [Fact]
    public void Records_SequentialSagaOfTwoSteps_AreThree()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a+ 2a+");

        Assert.Equal(TransactionStatus.Succeed, saga.Status);
        Assert.Equal(3, saga.Records.Count);
    }

    [Fact]
    public void Records_ConcurrentSagaOfTwoSteps_AreTwo()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("2a+ 1a+");

        Assert.Equal(TransactionStatus.Succeed, saga.Status);
        Assert.Equal(2, saga.Records.Count);
        Assert.Collection(
            saga.Records[1],
            first => Assert.Equal(1, Assert.IsType<BranchSucceeded>(first).Step),
            second => Assert.Equal(0, Assert.IsType<BranchSucceeded>(second).Step),
            third => Assert.IsType<TransactionFinished>(third));
    }

    [Fact]
    public void Success_ThatUnlocksNothing_IsHeldAndNotVisible()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a+");

        Assert.Single(saga.Records);
        Assert.Equal("P P P P", saga.Rows);
        Assert.Single(saga.Drive.Held);
    }

    [Fact]
    public void Success_ThatUnlocksAnotherStep_IsWrittenBeforeItsCall()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent().Order(1, 0));
        saga.NewCalls();

        var decision = saga.Report(0, BranchOutcome.Success);

        Assert.IsType<BranchSucceeded>(Assert.Single(decision.Events));
        Assert.Equal("02/action", saga.NewCalls());
    }

    [Fact]
    public void HeldSuccess_AfterASecond_IsWrittenByItself()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("@5 1a+");

        Assert.Equal(Start.AddSeconds(6), saga.TickAt);
        saga.Play("@1");

        Assert.Equal(2, saga.Records.Count);
        Assert.Equal("P S P P", saga.Rows);
        Assert.Empty(saga.Drive.Held);
    }

    [Fact]
    public void HeldSuccesses_TheirSecondCountsFromTheFirst()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent()).Play("1a+ @0.9 2a+ @0.1");

        Assert.Equal("P S P S P P", saga.Rows);
        Assert.Equal(2, saga.Records.Count);
    }

    [Fact]
    public void HeldSuccess_InACrash_IsLostAndAskedForAgain()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a+");
        saga.NewCalls();

        saga.CrashAndWake();

        Assert.Equal("01/action 02/action", saga.NewCalls());
    }

    [Fact]
    public void HeldSuccess_WhenAnotherStepFails_RidesBeforeTheDecision()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a+ 2a-");

        Assert.Equal(2, saga.Records.Count);
        Assert.IsType<BranchSucceeded>(saga.Records[1][0]);
        Assert.Equal([0, 1], Assert.IsType<AbortDecided>(saga.Records[1][2]).Compensate);
    }

    [Fact]
    public void HeldSuccess_WhenForceStopped_IsRecordedAndListed()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a+ stop");

        Assert.Equal("P S P P", saga.Rows);
        Assert.Equal(["01/action", "02/action"], saga.State!.LeftOpen);
    }

    [Fact]
    public void HeldSuccess_OfARetriedStep_LeavesNoOldDueTimeBehind()
    {
        // Step 1 waited for a retry; its success is held while step 2 is still out. The wait is over and must not set the timer.
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(60)).Play("1a! @20 @1 1a+");

        Assert.Single(saga.Drive.Held);
        Assert.Equal(saga.Now.AddSeconds(1), saga.TickAt);
    }

    [Fact]
    public void Compensations_ThatUnlockNothing_AreHeldToo()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent()).Play("1a+ 2a+ 3a-");

        saga.Play("1c+ 2c+ 3c+");

        Assert.Equal(TransactionStatus.Failed, saga.Status);
        Assert.Equal(3, saga.Records.Count);
    }
}
