using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>A workflow whose client is silent is called back, at growing intervals (protocol 4.5).</summary>
public sealed class WorkflowCallbackTests
{
    [Fact]
    public void Client_IsCalledAfterTheBaseInterval()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        Assert.Equal(new HotState(TransactionStatus.Prepared, Start.AddSeconds(10), DueKind.Wait), workflow.Hot);

        workflow.Play("@10");

        Assert.Equal(["00/callback#1"], workflow.Calls);
    }

    [Fact]
    public void Client_WithItsOwnInterval_IsCalledAfterThat() =>
        Assert.Equal(Start.AddSeconds(25), KernelHarness.Prepared(AWorkflow().RetryInterval(25)).Hot.DueAt);

    [Theory]
    [InlineData('+')]
    [InlineData('-')]
    [InlineData('!')]
    public void Answers_EndNothingAndDoubleTheInterval(char sign)
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play($"@10 q{sign}");
        Assert.Equal((TransactionStatus.Prepared, 20d), (workflow.Status, workflow.DueIn));

        workflow.Play($"@20 q{sign}");

        Assert.Equal(40, workflow.DueIn);
    }

    [Fact]
    public void Interval_StopsAtItsCap()
    {
        var workflow = KernelHarness.Prepared(AWorkflow().RetryMax(60)).Play("@10 q! @20 q! @40 q! @60 q!");

        Assert.Equal(60, workflow.DueIn);
    }

    [Fact]
    public void Interval_IsLengthenedByJitter()
    {
        var workflow = KernelHarness.Prepared(AWorkflow().Jitter(0.1));
        workflow.Jitter = 0.5;

        workflow.Play("@10 q!");

        Assert.Equal(21, workflow.DueIn);
    }

    [Fact]
    public void Ongoing_KeepsTheInterval()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @20 q! @40 q~");
        Assert.Equal(40, workflow.DueIn);

        workflow.Play("@40 q~ @40 q!");

        Assert.Equal(80, workflow.DueIn);
    }

    [Fact]
    public void RecordedProgress_StartsTheIntervalAnew()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @20 q! @5");

        workflow.Record("01", "action");
        Assert.Equal(10, workflow.DueIn);
        workflow.Play("@10 q!");

        Assert.Equal(20, workflow.DueIn);
    }

    [Fact]
    public void RecordedProgress_MovesAWaitThatIsNotRecordedToo()
    {
        // The second "ongoing" only moved the due time; it is not recorded.
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q~ @10 q~ @9");

        workflow.Record("01", "action");

        Assert.Equal(10, workflow.DueIn);
        workflow.Play("@9.9");
        Assert.Equal(2, workflow.Calls.Count);
        workflow.Play("@0.1");
        Assert.Equal("00/callback#3", workflow.Calls[^1]);
    }

    [Fact]
    public void RecordedProgress_WhileABusyClientIsToBeCalled_EndsThePass()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q%");

        workflow.Record("01", "action");

        Assert.False(workflow.Drive.PassRunning);
        Assert.Equal(10, workflow.DueIn);
    }

    [Fact]
    public void OngoingAnswers_AfterARecordedProgress_AreNotLostFromTheHistory()
    {
        // 40 s is the interval of the unrecorded answers; after the progress it is 10 s, so that the next answer is recorded.
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @20 q! @40 q~ @40 q~");
        workflow.Record("01", "action");

        workflow.Play("@10 q~");

        Assert.Equal(1, Assert.Single(workflow.Events.OfType<OngoingRepeated>()).Count);
        Assert.Equal(10, workflow.DueIn);
    }

    [Fact]
    public void Callback_WithoutReport_StartsAgainUnderTheSameStamp()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 @18");

        Assert.Equal(["00/callback#1", "00/callback#1"], workflow.Calls);
        Assert.Single(workflow.Records);
    }

    [Theory]
    [InlineData(BranchOutcome.Success)]
    [InlineData(BranchOutcome.Failure)]
    [InlineData(BranchOutcome.Ongoing)]
    [InlineData(BranchOutcome.Error)]
    public void Answer_OfAnotherActivation_IsDropped(BranchOutcome outcome)
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 x");

        Assert.Empty(workflow.Report(workflow.Stamp(-1, BranchOp.Callback, 1, epoch: 1), outcome).Events);
        Assert.Single(workflow.Drive.InFlight);
    }

    [Fact]
    public void Answer_AfterTheEnd_IsDropped()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10");
        workflow.End(TransactionStatus.Succeed);

        foreach (var outcome in Enum.GetValues<BranchOutcome>())
            Assert.Empty(workflow.Report(workflow.Stamp(-1, BranchOp.Callback, 1), outcome).Events);
        Assert.Empty(workflow.Drive.InFlight);
    }

    [Fact]
    public void Client_ThatCannotBeCalled_IsLeftAlone()
    {
        var workflow = KernelHarness.Prepared(AWorkflow().QueryPrepared("")).Play("@1000 retry");
        workflow.Record("01", "action");
        workflow.Play("@1000");

        Assert.Empty(workflow.Calls);
        Assert.Equal(new HotState(TransactionStatus.Prepared, null, DueKind.None), workflow.Hot);
        Assert.Equal(ReplyCode.WrongState, workflow.Retry(unpark: true).Refusal?.Code);
    }

    [Fact]
    public void TimeoutToFail_EndsNoWorkflow()
    {
        var workflow = KernelHarness.Prepared(AWorkflow().TimeoutToFail(5)).Play("@5 q! @1000");

        Assert.Equal(TransactionStatus.Prepared, workflow.Status);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("unpark")]
    public void Operator_CallsNow(string input)
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @1 " + input);

        Assert.Equal("00/callback#2", workflow.Calls[^1]);
    }

    [Fact]
    public void Operator_WhoseCallFindsTheClientBusy_CallsAMomentLater()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @1 retry q% @1");

        Assert.Equal(["00/callback#1", "00/callback#2", "00/callback#2"], workflow.Calls);
    }

    [Fact]
    public void Crash_WhileWaiting_KeepsTheTime()
    {
        var workflow = KernelHarness.Prepared(AWorkflow()).Play("@10 q! @1 x");

        Assert.Equal(19, workflow.DueIn);
        Assert.Single(workflow.Calls);
    }
}
