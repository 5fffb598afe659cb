using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Due time of the hot row and timer of the activation.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Prepared_IsNotDue()
    {
        var saga = KernelHarness.Prepared(ASaga().TimeoutToFail(5));

        Assert.Equal(new HotState(TransactionStatus.Prepared, null, DueKind.None), saga.Hot);
        Assert.Null(saga.TickAt);
    }

    [Theory]
    [InlineData("1a+ 2a+", TransactionStatus.Succeed)]
    [InlineData("1a- 1c+", TransactionStatus.Failed)]
    [InlineData("1a! stop", TransactionStatus.Failed)]
    public void Finished_IsNotDue(string script, TransactionStatus status)
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(500)).Play(script);

        Assert.Equal(new HotState(status, null, DueKind.None), saga.Hot);
        Assert.Null(saga.TickAt);
    }

    [Theory]
    [InlineData(0, 33)]
    [InlineData(20, 50)]
    public void InFlight_IsGuardedForTheLongestCallAndThirtySeconds(long requestTimeout, double guard)
    {
        var saga = KernelHarness.Submitted(ASaga().RequestTimeout(requestTimeout));

        Assert.Equal(new HotState(TransactionStatus.Submitted, Start.AddSeconds(guard), DueKind.Guard), saga.Hot);
    }

    [Fact]
    public void Guard_CountsTheLongestOfAllCalls()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().Policy(1, policy => policy with { RequestTimeoutSeconds = 100 }));

        Assert.Equal(Start.AddSeconds(130), saga.Hot.DueAt);
    }

    [Fact]
    public void Guard_StaysWhileMoreThanHalfOfItIsLeft()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("@16 1a+");

        Assert.Equal(Start.AddSeconds(33), saga.Hot.DueAt);
    }

    [Fact]
    public void Guard_IsRenewedAtHalf()
    {
        var saga = KernelHarness.Submitted(ASaga().RequestTimeout(60));
        Assert.Equal(Start.AddSeconds(45), saga.TickAt);

        saga.Play("@45");

        Assert.Equal(Start.AddSeconds(135), saga.Hot.DueAt);
        Assert.Equal(1, saga.Pushes);
    }

    [Fact]
    public void Guard_NeverPassesWhileTheActivationLives()
    {
        var saga = KernelHarness.Submitted(ASaga().RequestTimeout(3600));

        for (var i = 0; i < 100; i++)
        {
            saga.AdvanceToTimer();
            Assert.True(saga.Hot.DueAt > saga.Now);
        }
    }

    [Fact]
    public void Waiting_IsDueAtItsTime()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a!");

        Assert.Equal(new HotState(TransactionStatus.Submitted, Start.AddSeconds(20), DueKind.Wait), saga.Hot);
        Assert.Equal(saga.Hot.DueAt, saga.TickAt);
    }

    [Fact]
    public void Waiting_OfSeveralBranches_IsDueAtTheFirst()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a! 2a~");

        Assert.Equal(Start.AddSeconds(10), saga.Hot.DueAt);
        Assert.Equal(DueKind.Wait, saga.Hot.DueKind);
    }

    [Fact]
    public void Waiting_BesideACallInFlight_SetsTheTimerButNotTheRow()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(100)).Play("1a!");

        Assert.Equal(DueKind.Guard, saga.Hot.DueKind);
        Assert.Equal(Start.AddSeconds(20), saga.TickAt);
    }

    [Fact]
    public void Waiting_LongerThanTheTimeout_IsDueAtTheTimeout()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(15)).Play("1a!");

        Assert.Equal(new HotState(TransactionStatus.Submitted, Start.AddSeconds(15), DueKind.Wait), saga.Hot);
    }

    [Fact]
    public void InFlight_TheTimeoutSetsTheTimer()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(5));

        Assert.Equal(Start.AddSeconds(5), saga.TickAt);
        Assert.Equal(DueKind.Guard, saga.Hot.DueKind);
    }

    [Fact]
    public void RollingBack_TheTimeoutNoLongerCounts()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(15)).Play("1a- 1c!");

        Assert.Equal(Start.AddSeconds(20), saga.Hot.DueAt);
    }

    [Fact]
    public void Parked_IsNotDue_UnlessThereIsATimeout()
    {
        var parked = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true)).Play("1a!");
        var timed = KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true).TimeoutToFail(100)).Play("1a!");

        Assert.Equal(new HotState(TransactionStatus.Submitted, null, DueKind.None), parked.Hot);
        Assert.Equal(new HotState(TransactionStatus.Submitted, Start.AddSeconds(100), DueKind.Wait), timed.Hot);
    }

    [Fact]
    public void Parked_BesideAWaitingBranch_IsDueWithIt()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().MaxAttempts(0, 1, park: true)).Play("1a! 2a!");

        Assert.Equal(Start.AddSeconds(20), saga.Hot.DueAt);
    }

    [Fact]
    public void WholeTransactionParked_IsNotDue()
    {
        var saga = KernelHarness.Submitted(ASaga().TimeoutToFail(100)).Play("1a!");

        saga.Append(new TransactionParked("unreadable", saga.Now));

        Assert.Equal(new HotState(TransactionStatus.Submitted, null, DueKind.None), saga.Hot);
        Assert.Null(saga.TickAt);
    }

    [Fact]
    public void AbortDecision_TheTimerComesWhenTheWaitForActionsIsOver()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent().RequestTimeout(100)).Play("@1 1a- 1c! ");

        Assert.Equal(Start.AddSeconds(11), saga.TickAt);
    }

    [Fact]
    public void Tick_WithNothingToDo_ChangesNothing()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a!");
        var (hot, drive) = (saga.Hot, saga.Drive);

        var decision = saga.Tick();

        Assert.Empty(decision.Events);
        Assert.Empty(decision.Calls);
        Assert.Equal((hot, drive.Pass), (saga.Hot, saga.Drive.Pass));
    }

    [Fact]
    public void Crash_WhileGuarded_WakesAndCallsAgain()
    {
        var saga = KernelHarness.Submitted(ASaga().Concurrent()).Play("1a+ @1");
        saga.NewCalls();

        saga.CrashAndWake();

        Assert.Equal("02/action", saga.NewCalls());
        Assert.Equal(DueKind.Guard, saga.Hot.DueKind);
    }
}
