using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>After a final decision successes ride in a later record, although other calls follow them (docs/decisions/0008).</summary>
public sealed class HeldAcrossCallsTests
{
    [Theory]
    [InlineData("register register submit 2f+ 1f+", TransactionStatus.Succeed)]
    [InlineData("register register abort 2b+ 1b+", TransactionStatus.Failed)]
    public void Records_OfATccWithTwoBranches_AreFive(string script, TransactionStatus status)
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play(script);

        Assert.Equal((status, 5, 1), (tcc.Status, tcc.Records.Count, tcc.Checks));
        Assert.Collection(
            tcc.Records[4],
            first => Assert.Equal(1, Assert.IsType<BranchSucceeded>(first).Step),
            second => Assert.Equal(0, Assert.IsType<BranchSucceeded>(second).Step),
            third => Assert.Equal(status, Assert.IsType<TransactionFinished>(third).Status));
    }

    [Theory]
    [InlineData("register register submit 1f+ 2f+")]
    [InlineData("register register abort 1b+ 2b+")]
    public void Records_OfAnXaWithTwoBranches_AreFive(string script) => Assert.Equal(5, KernelHarness.Prepared(AnXa()).Play(script).Records.Count);

    [Fact]
    public void Records_OfAMessage_AreThreeAndTwo()
    {
        Assert.Equal(3, KernelHarness.Prepared(AMessage()).Play("submit 1a+ 2a+").Records.Count);
        Assert.Equal(2, KernelHarness.Submitted(AMessage()).Play("1a+ 2a+").Records.Count);
    }

    [Fact]
    public void Crash_RepeatsTheCallsThatWereHeld()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register register submit 3f+ 2f+ x");

        Assert.Equal(["03/confirm#1", "02/confirm#1", "01/confirm#1", "03/confirm#1"], tcc.Calls);
        Assert.Equal(TransactionStatus.Submitted, tcc.Status);
        tcc.Play("3f+ 2f+ 1f+");
        Assert.Equal(TransactionStatus.Succeed, tcc.Status);
    }

    [Fact]
    public void Hold_EndsAfterASecond_BeforeTheNextCall()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register register submit 3f+ @0.9 2f+");
        Assert.DoesNotContain(tcc.Events, happened => happened is BranchSucceeded);

        tcc.Play("@0.1");

        Assert.Equal([2, 1], tcc.Records[^1].OfType<BranchSucceeded>().Select(e => e.Step));
    }

    [Fact]
    public void Hold_EndsWithAnError_WhichWritesWhatIsHeld()
    {
        var message = KernelHarness.Submitted(AMessage()).Play("1a+ 2a!");

        Assert.Collection(
            message.Records[1],
            first => Assert.IsType<BranchSucceeded>(first),
            second => Assert.IsType<RetryScheduled>(second));
    }

    [Fact]
    public void ForceStop_WritesWhatIsHeldAndListsTheRest()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register submit 2f+ stop");

        Assert.Equal("P P P S", tcc.Rows);
        Assert.Equal(["01/confirm"], tcc.State!.LeftOpen);
    }

    [Fact]
    public void Submit_Again_KeepsTheHold()
    {
        var tcc = KernelHarness.Prepared(ATcc()).Play("register register submit 2f+");

        tcc.Submit();

        Assert.Equal((4, 1), (tcc.Records.Count, tcc.Drive.Held.Length));
        tcc.Play("1f+");
        Assert.Equal(TransactionStatus.Succeed, tcc.Status);
    }

    [Fact]
    public void TheDecisionItself_IsNeverHeld()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35");

        var decision = message.Report(-1, BranchOutcome.Success);

        Assert.Equal([typeof(BranchSucceeded), typeof(TransactionSubmitted)], decision.Events.Select(e => e.GetType()));
        Assert.Single(decision.Calls);
    }

    [Fact]
    public void Saga_NeverHoldsASuccessThatAnotherCallFollows()
    {
        var saga = KernelHarness.Submitted(ASaga());

        var decision = saga.Report(0, BranchOutcome.Success);

        Assert.Single(decision.Events);
        Assert.Equal(0, saga.Checks);
    }

    [Fact]
    public void Hold_HasALimit()
    {
        var tcc = KernelHarness.Prepared(ATcc());
        for (var i = 0; i < 100; i++)
            tcc.Register();
        tcc.Submit();

        for (var i = 99; i >= 35; i--)
            tcc.Report(i, BranchOutcome.Success);

        Assert.Equal(65, tcc.Records[^1].Length);
        Assert.Empty(tcc.Drive.Held);
    }
}
