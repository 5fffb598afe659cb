using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Kernel.Modes;

/// <summary>What a force stop lists as left open, in each mode.</summary>
public sealed class ForceStopTests
{
    [Theory]
    [InlineData("register register", "01/try", "02/try")]
    [InlineData("register register submit", "01/confirm", "02/confirm")]
    [InlineData("register register submit 2f+ @1", "01/confirm")]
    [InlineData("register register abort 2b+", "01/cancel")]
    [InlineData("")]
    public void Tcc(string script, params string[] open) => Assert.Equal(open, Stopped(ATcc(), script).State!.LeftOpen);

    [Theory]
    [InlineData("register register", "01/action", "02/action")]
    [InlineData("register register submit 1f+", "02/commit")]
    [InlineData("register register abort", "01/rollback", "02/rollback")]
    public void Xa(string script, params string[] open) => Assert.Equal(open, Stopped(AnXa(), script).State!.LeftOpen);

    [Theory]
    [InlineData("")]
    [InlineData("@35")]
    [InlineData("submit", "01/action", "02/action")]
    [InlineData("submit 1a+", "02/action")]
    public void Message(string script, params string[] open) => Assert.Equal(open, Stopped(AMessage(), script).State!.LeftOpen);

    [Fact]
    public void Workflow()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action");
        workflow.Record("02", "action");
        workflow.Record("03", "action", OpStatus.Failed);
        workflow.Record("02", "rollback");
        workflow.Record("01", "rollback", OpStatus.Failed);

        workflow.ForceStop();

        Assert.Equal(["01/action"], workflow.State!.LeftOpen);
        Assert.Equal(TransactionStatus.Failed, workflow.Status);
    }

    [Theory]
    [InlineData(TransactionMode.Tcc)]
    [InlineData(TransactionMode.Xa)]
    [InlineData(TransactionMode.Message)]
    [InlineData(TransactionMode.Workflow)]
    public void Stopped_IsFinalForEverybody(TransactionMode mode)
    {
        var transaction = Stopped(new ModeBuilder(mode), "");
        var records = transaction.Records.Count;

        Assert.Equal(ReplyCode.WrongState, transaction.ForceStop().Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, transaction.Retry(unpark: true).Refusal?.Code);
        Assert.Equal(ReplyCode.WrongState, transaction.Abort().Refusal?.Code);
        transaction.Play("retry @1000 x");

        Assert.Equal((records, TransactionStatus.Failed), (transaction.Records.Count, transaction.Status));
        Assert.Empty(transaction.Drive.InFlight);
        Assert.Null(transaction.Hot.DueAt);
    }

    private static KernelHarness Stopped(ModeBuilder builder, string script) => KernelHarness.Prepared(builder).Play(script + " stop");
}
