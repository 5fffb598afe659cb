using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Submit, prepare, abort and force stop in every state (protocol 1.5).</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("succeed", "1a+ 2a+")]
    [InlineData("failed", "1a- 1c+")]
    [InlineData("failed", "stop")]
    [InlineData("aborting", "1a-")]
    public void Submit_OnceDecided_IsRefusedInDtmsWords(string status, string script)
    {
        var saga = KernelHarness.Submitted(ASaga()).Play(script);
        saga.NewCalls();

        var decision = saga.Input(new SubmitInput(ASaga().Definition()));

        Assert.Equal(new Refusal(ReplyCode.WrongState, $"current status '{status}', cannot sumbmit."), decision.Refusal);
        Assert.Equal("", saga.NewCalls());
    }

    [Fact]
    public void Submit_Again_StartsWaitingRetriesButNothingFinished()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).Concurrent()).Play("1a+ 2a! 3a~");
        saga.NewCalls();

        saga.Submit();

        Assert.Equal("02/action 03/action", saga.NewCalls());
    }

    [Fact]
    public void Submit_Again_StartsNothingThatIsInFlight()
    {
        var saga = KernelHarness.Submitted(ASaga());
        saga.NewCalls();

        var decision = saga.Submit();

        Assert.Empty(decision.Events);
        Assert.Equal("", saga.NewCalls());
    }

    [Fact]
    public void Submit_Again_IgnoresTheDefinitionThatComesWithIt()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3));

        saga.Input(new SubmitInput(ASaga().WithSteps(1).Definition()));

        Assert.Equal(3, saga.State!.Steps.Length);
    }

    [Fact]
    public void Submit_OfAPreparedSaga_UsesTheStoredDefinition()
    {
        var saga = KernelHarness.Prepared(ASaga().WithSteps(3));

        saga.Input(new SubmitInput(ASaga().WithSteps(1).Definition()));

        Assert.Equal(3, saga.State!.Steps.Length);
        Assert.Equal(TransactionStatus.Submitted, saga.Status);
    }

    [Fact]
    public void Prepare_Twice_IsAccepted()
    {
        var saga = KernelHarness.Prepared(ASaga());

        var decision = saga.Input(new PrepareInput(ASaga().Definition()));

        Assert.Null(decision.Refusal);
        Assert.Single(saga.Records);
    }

    [Fact]
    public void ForceStop_ListsWhatIsOpenAndCallsNobody()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(4).Concurrent().Order(3, 2)).Play("1a+ 2a!");
        saga.NewCalls();

        saga.ForceStop();

        Assert.Equal(TransactionStatus.Failed, saga.Status);
        Assert.Equal(["01/action", "02/action", "03/action"], saga.State!.LeftOpen);
        Assert.Equal("", saga.NewCalls());
        Assert.Empty(saga.Drive.InFlight);
        Assert.Null(saga.Hot.DueAt);
    }

    [Fact]
    public void ForceStop_WhileAborting_ListsTheCompensationsLeft()
    {
        var saga = KernelHarness.Submitted(ASaga().WithSteps(3).NonCompensable(0)).Play("1a+ 2a+ 3a- 3c+ stop");

        Assert.Equal(["02/compensate"], saga.State!.LeftOpen);
    }

    [Fact]
    public void ForceStop_OfAPreparedSaga_LeavesNothingOpen()
    {
        var saga = KernelHarness.Prepared(ASaga()).Play("stop");

        Assert.Empty(saga.State!.LeftOpen);
        Assert.Equal(TransactionStatus.Failed, saga.Status);
    }

    [Fact]
    public void ForceStop_AfterTheEnd_IsRefused()
    {
        var saga = KernelHarness.Submitted(ASaga()).Play("1a+ 2a+");

        Assert.Equal(ReplyCode.WrongState, saga.ForceStop().Refusal?.Code);
        Assert.Equal(TransactionStatus.Succeed, saga.Status);
    }

    [Fact]
    public void Abort_OfASaga_IsRefused()
    {
        var saga = KernelHarness.Submitted(ASaga());

        var refusal = saga.Input(new AbortInput("saga", "")).Refusal;

        Assert.Equal(new Refusal(ReplyCode.WrongState, "trans type: 'saga' current status 'submitted', cannot abort."), refusal);
    }

    [Fact]
    public void UnknownGid_OnlySubmitAndPrepareKnowWhatToDo()
    {
        TransactionInput[] inputs = [new AbortInput("saga", ""), new ForceStopInput(), new RetryInput(false), new RetryInput(true)];

        Assert.All(inputs, input => Assert.Equal(ReplyCode.NotFound, KernelHarness.Empty().Input(input).Refusal?.Code));
        Assert.Empty(KernelHarness.Empty().Tick().Events);
    }
}
