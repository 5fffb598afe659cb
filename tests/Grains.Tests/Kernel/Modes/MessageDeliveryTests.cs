using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>A submitted message is delivered, sooner or later (protocol 4.2).</summary>
public sealed class MessageDeliveryTests
{
    [Fact]
    public void Steps_AreCalledInOrder()
    {
        var message = KernelHarness.Submitted(AMessage()).Play("1a+ 2a+");

        Assert.Equal(["01/action#1", "02/action#1"], message.Calls);
        Assert.Equal(TransactionStatus.Succeed, message.Status);
    }

    [Fact]
    public void Concurrent_CallsAllAtOnce() => Assert.Equal(["01/action#1", "02/action#1"], KernelHarness.Submitted(AMessage().Concurrent()).Calls);

    [Fact]
    public void EmptyUrls_AndNoSteps_AreDelivered()
    {
        Assert.Equal(TransactionStatus.Succeed, KernelHarness.Submitted(AMessage().EmptyUrl(0).EmptyUrl(1)).Status);
        Assert.Equal(TransactionStatus.Succeed, KernelHarness.Submitted(AMessage().WithSteps(0)).Status);
    }

    [Fact]
    public void Refusal_IsNoRefusal()
    {
        var message = KernelHarness.Submitted(AMessage()).Play("1a-");
        Assert.Equal((TransactionStatus.Submitted, 20d), (message.Status, message.DueIn));
        Assert.Equal(BranchOutcome.Failure, message.Drive.Problem?.Outcome);

        message.Play("@20 1a+ 2a+");

        Assert.Equal(TransactionStatus.Succeed, message.Status);
    }

    [Fact]
    public void Timeout_DoesNotCount_AfterTheSubmit()
    {
        var message = KernelHarness.Submitted(AMessage().TimeoutToFail(5)).Play("1a! @1000 1a~");

        Assert.Equal(TransactionStatus.Submitted, message.Status);
    }

    [Fact]
    public void RetryLimit_IsForSagasOnly()
    {
        var message = KernelHarness.Submitted(AMessage().RetryLimit(1)).Play("1a! @20 1a! @40 1a!");

        Assert.Equal((TransactionStatus.Submitted, 80d), (message.Status, message.DueIn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MaxAttempts_Parks_WhateverParkSays(bool park)
    {
        var message = KernelHarness.Submitted(AMessage().MaxAttempts(0, 2, park)).Play("1a! @20 1a-");

        Assert.Equal("01/action: gave up after 2 attempts: said -", message.State!.Steps[0].ParkedReason);
        Assert.Equal(new HotState(TransactionStatus.Submitted, null, DueKind.None), message.Hot);
        Assert.DoesNotContain("02/action#1", message.Calls);
    }

    [Fact]
    public void Parked_GoesOnWhenAnOperatorSaysSo()
    {
        var message = KernelHarness.Submitted(AMessage().MaxAttempts(0, 1)).Play("1a! unpark 1a+ 2a+");

        Assert.Equal(TransactionStatus.Succeed, message.Status);
    }

    [Fact]
    public void Parked_InAConcurrentMessage_LeavesTheOthersAlone()
    {
        var message = KernelHarness.Submitted(AMessage().Concurrent().MaxAttempts(0, 1)).Play("1a! 2a+");

        Assert.Equal("P P P S", message.Rows);
        Assert.Equal(DueKind.None, message.Hot.DueKind);
    }

    [Fact]
    public void Submit_Again_TriesWhatWaitsAndNothingThatIsDelivered()
    {
        var message = KernelHarness.Submitted(AMessage()).Play("1a+ 2a!");
        message.NewCalls();

        message.Submit();

        Assert.Equal("02/action", message.NewCalls());
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("submit 1a+ 2a+")]
    [InlineData("abort")]
    public void Abort_OnceDecided_IsRefused(string script)
    {
        var message = KernelHarness.Prepared(AMessage()).Play(script);

        Assert.Equal(ReplyCode.WrongState, message.Abort().Refusal?.Code);
    }

    [Fact]
    public void Abort_OfAPreparedMessage_EndsItAtOnce()
    {
        var message = KernelHarness.Prepared(AMessage());

        message.Abort("changed my mind");

        Assert.Equal((TransactionStatus.Failed, "changed my mind"), (message.Status, message.Reason));
        Assert.Empty(message.Calls);
        Assert.Equal(ReplyCode.WrongState, message.Submit().Refusal?.Code);
    }

    [Fact]
    public void Delay_OfADirectSubmit_CountsFromIt()
    {
        var message = KernelHarness.Submitted(AMessage().Delay(30));
        Assert.Equal(new HotState(TransactionStatus.Submitted, Start.AddSeconds(30), DueKind.Wait), message.Hot);
        Assert.False(message.Drive.PassRunning);

        message.Play("@29.9 submit retry unpark x");
        Assert.Empty(message.Calls);
        message.Play("@0.1");

        Assert.Equal(["01/action#1"], message.Calls);
    }

    [Fact]
    public void Delay_OfThePrepare_CountsFromTheSubmit()
    {
        var message = KernelHarness.Prepared(AMessage().Delay(30)).Play("@5 submit");

        Assert.Equal(Start.AddSeconds(35), message.Hot.DueAt);
    }

    [Fact]
    public void Delay_OfThePrepare_ThatTheMessageHasOutlived_IsOver()
    {
        var message = KernelHarness.Prepared(AMessage().Delay(30)).Play("@31 submit");

        Assert.Equal(["01/action#1"], message.Calls);
    }

    [Fact]
    public void Delay_OfTheSubmit_CountsWhenThePrepareSaidNone()
    {
        var message = KernelHarness.Prepared(AMessage());
        message.Play("@1");

        message.Input(new SubmitInput(AMessage().Delay(30).Definition()));

        Assert.Equal(Start.AddSeconds(31), message.State!.NotBefore);
        message.Play("@10 submit retry x @19.9");
        Assert.Empty(message.Calls);
        message.Play("@0.1");
        Assert.Equal(["01/action#1"], message.Calls);
    }

    [Fact]
    public void Delay_OfTheSubmit_LosesAgainstThatOfThePrepare()
    {
        var message = KernelHarness.Prepared(AMessage().Delay(30));

        message.Input(new SubmitInput(AMessage().Delay(500).Definition()));

        Assert.Equal(Start.AddSeconds(30), message.State!.NotBefore);
    }

    [Fact]
    public void Delay_OfARepeatedSubmit_ChangesNothing()
    {
        var message = KernelHarness.Submitted(AMessage().Delay(30));

        message.Input(new SubmitInput(AMessage().Delay(500).Definition()));
        message.Input(new SubmitInput(AMessage().Definition()));

        Assert.Equal(Start.AddSeconds(30), message.State!.NotBefore);
        Assert.Single(message.Records);
    }

    [Fact]
    public void Delay_StillAhead_WhenTheSenderSaysThatItCommitted_IsKept()
    {
        var message = KernelHarness.Prepared(AMessage().Delay(100)).Play("@35 q+");

        Assert.Equal(["00/msg#1"], message.Calls);
        Assert.Equal(Start.AddSeconds(135), message.Hot.DueAt);
    }

    [Fact]
    public void Delay_AndAnOldCheckBack_DoNotMixUp()
    {
        // The check-back's next time lies before the delivery; an activation that loads the message must not go by it.
        var message = KernelHarness.Prepared(AMessage()).Play("@35 q! @1");
        message.Input(new SubmitInput(AMessage().Delay(300).Definition()));

        message.CrashAndWake();

        Assert.Equal(Start.AddSeconds(336), message.Hot.DueAt);
        Assert.Empty(message.Drive.Waits);
        Assert.Equal(["00/msg#1"], message.Calls);
    }
}
