using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>A message whose sender stays silent after its prepare is asked for (protocol 4.2 and 5).</summary>
public sealed class MessageCheckBackTests
{
    [Fact]
    public void Sender_IsAskedAtTheTimeoutAndNotBefore()
    {
        var message = KernelHarness.Prepared(AMessage());
        Assert.Equal(new HotState(TransactionStatus.Prepared, Start.AddSeconds(35), DueKind.Wait), message.Hot);

        message.Play("@34.9");
        Assert.Empty(message.Calls);
        message.Play("@0.1");

        Assert.Equal(["00/msg#1"], message.Calls);
        Assert.Equal(DueKind.Guard, message.Hot.DueKind);
    }

    [Fact]
    public void Committed_DeliversInTheSamePass()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q+ 1a+ 2a+");

        Assert.Equal(["00/msg#1", "01/action#1", "02/action#1"], message.Calls);
        Assert.Equal((TransactionStatus.Succeed, 1), (message.Status, message.Drive.EndedPass));
    }

    [Fact]
    public void NeverCommitted_FailsWithoutACall()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q-");

        Assert.Equal((TransactionStatus.Failed, "url:http://client/query return failed: said -"), (message.Status, message.Reason));
        Assert.Equal(["00/msg#1"], message.Calls);
        Assert.Equal("P P P P", message.Rows);
    }

    [Fact]
    public void Errors_DoubleTheInterval()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q!");
        Assert.Equal(20, message.DueIn);

        message.Play("@20 q!");
        Assert.Equal(40, message.DueIn);

        message.Play("@40 q!");
        Assert.Equal(80, message.DueIn);
    }

    [Fact]
    public void Ongoing_BringsTheIntervalBackToTheBase()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q! @20 q! @40 q~");
        Assert.Equal(10, message.DueIn);

        message.Play("@10 q!");

        Assert.Equal(20, message.DueIn);
    }

    [Fact]
    public void Ongoing_AgainAndAgain_WritesOneRecordAndTheCountLater()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q~ @10 q~ @10 q~ @10 q~");
        Assert.Equal(2, message.Records.Count);

        message.Play("@10 q-");

        Assert.Equal(3, Assert.Single(message.Events.OfType<OngoingRepeated>()).Count);
        Assert.Equal(TransactionStatus.Failed, message.Status);
    }

    [Fact]
    public void Ongoing_UnrecordedInACrash_IsNotAskedEarlier()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q~ @10 q~ x");

        Assert.Equal(["00/msg#1", "00/msg#2"], message.Calls);
        Assert.Equal(10, message.DueIn);
        message.Play("@10");
        Assert.Equal(3, message.Calls.Count);
    }

    [Fact]
    public void Sender_ThatNeverAnswers_IsAskedAgainByTheWatchdog()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 @18");

        Assert.Equal(["00/msg#1", "00/msg#1"], message.Calls);
        Assert.Single(message.Records);
        Assert.True(message.Hot.DueAt > message.Now);
    }

    [Fact]
    public void Sender_ThatIsBusy_IsAskedAMomentLater()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q%");
        Assert.True(message.Drive.PassRunning);

        message.Play("@1");

        Assert.Equal(["00/msg#1", "00/msg#1"], message.Calls);
    }

    [Fact]
    public void Crash_WhileAsking_AsksAgain()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 x");

        Assert.Equal(["00/msg#1", "00/msg#1"], message.Calls);
    }

    [Theory]
    [InlineData(BranchOutcome.Success)]
    [InlineData(BranchOutcome.Failure)]
    [InlineData(BranchOutcome.Ongoing)]
    [InlineData(BranchOutcome.Error)]
    [InlineData(BranchOutcome.Deferred)]
    public void Answer_AfterTheSubmit_ComesTooLate(BranchOutcome outcome)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 submit");
        Assert.Equal(["00/msg#1", "01/action#1"], message.Calls);

        var late = message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 1), outcome);

        Assert.Empty(late.Events);
        Assert.Empty(late.Calls);
        Assert.Equal("01/action", KernelHarness.Name(Assert.Single(message.Drive.InFlight).Step, BranchOp.Action));
    }

    [Theory]
    [InlineData(BranchOutcome.Success)]
    [InlineData(BranchOutcome.Failure)]
    public void Answer_AfterTheAbort_ComesTooLate(BranchOutcome outcome)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 abort");

        Assert.Empty(message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 1), outcome).Events);
        Assert.Equal(TransactionStatus.Failed, message.Status);
    }

    [Fact]
    public void Submit_WhileTheSenderIsAsked_DoesNotKeepThePassOpen()
    {
        // The delivery fails; nothing is left of the pass but a check-back whose answer nobody needs.
        var message = KernelHarness.Prepared(AMessage()).Play("@35 submit 1a!");

        Assert.False(message.Drive.PassRunning);
        Assert.Equal(DueKind.Wait, message.Hot.DueKind);
    }

    [Fact]
    public void Submit_WhileABusySenderIsToBeAsked_DoesNotKeepThePassOpen()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q% submit 1a!");

        Assert.False(message.Drive.PassRunning);
        Assert.Empty(message.Drive.Waits);
    }

    [Theory]
    [InlineData(BranchOutcome.Success, BranchOutcome.Failure, TransactionStatus.Submitted)]
    [InlineData(BranchOutcome.Failure, BranchOutcome.Success, TransactionStatus.Failed)]
    public void Sender_ThatChangesItsMind_IsHeardOnce(BranchOutcome first, BranchOutcome second, TransactionStatus status)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q! @20");

        message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 2), first);
        message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 2), second);
        message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 1), second);

        Assert.Equal(status, message.Status);
    }

    [Theory]
    [InlineData(BranchOutcome.Success, TransactionStatus.Submitted)]
    [InlineData(BranchOutcome.Failure, TransactionStatus.Failed)]
    [InlineData(BranchOutcome.Ongoing, TransactionStatus.Prepared)]
    [InlineData(BranchOutcome.Error, TransactionStatus.Prepared)]
    [InlineData(BranchOutcome.Deferred, TransactionStatus.Prepared)]
    public void Answer_OfAnotherActivation_CountsIfItIsOne(BranchOutcome outcome, TransactionStatus status)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 x");

        message.Report(message.Stamp(-1, BranchOp.QueryPrepared, 1, epoch: 1), outcome);

        Assert.Equal(status, message.Status);
    }

    [Theory]
    [InlineData(-1, BranchOp.Action)]
    [InlineData(-1, BranchOp.Callback)]
    [InlineData(0, BranchOp.QueryPrepared)]
    [InlineData(0, BranchOp.Action)]
    public void Answer_OfAnOpThatIsNotOut_IsDropped(int step, BranchOp op)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35");

        Assert.Empty(message.Report(message.Stamp(step, op, 1), BranchOutcome.Success).Events);
        Assert.Empty(message.Report(message.Stamp(step, op, 1), BranchOutcome.Failure).Events);
        Assert.Equal(TransactionStatus.Prepared, message.Status);
    }

    [Fact]
    public void NobodyToAsk_CountsAsCommitted()
    {
        // As in DTM, where an empty URL always answers success.
        var message = KernelHarness.Prepared(AMessage().QueryPrepared("")).Play("@35");

        Assert.Equal(["01/action#1"], message.Calls);
        Assert.Equal(TransactionStatus.Submitted, message.Status);
    }

    [Fact]
    public void Operator_BeforeTheTimeout_CannotHurryTheSender()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@10 retry");

        Assert.Equal(ReplyCode.WrongState, message.Retry(unpark: true).Refusal?.Code);
        Assert.Empty(message.Calls);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("unpark")]
    public void Operator_AfterTheTimeout_AsksNow(string input)
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q! @20 q! @1 " + input);

        Assert.Equal("00/msg#3", message.Calls[^1]);
    }

    [Fact]
    public void Operator_WhoTakesItUp_StartsTheCountAnew()
    {
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q! @20 q! unpark q!");

        Assert.Equal(20, message.DueIn);
    }

    [Fact]
    public void Operator_LetsAParkedTransactionGoOn()
    {
        var message = KernelHarness.Prepared(AMessage());
        message.Append(new TransactionParked("unreadable", message.Now));
        message.Play("@100");
        Assert.Empty(message.Calls);

        message.Play("unpark");

        Assert.Null(message.State!.ParkedReason);
        Assert.Equal(["00/msg#1"], message.Calls);
    }
}
