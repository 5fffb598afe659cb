using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Tests.Application;

/// <summary>What a pass means to who waited for it: the second table of protocol 1.5.</summary>
public sealed class PassVerdictTests
{
    private const string Unusual = "your http/grpc result should be specified as in:\nhttp://d.dtm.pub/practice/arch.html#proto\nunkown result will be retried: no";

    [Theory]
    [InlineData(TransactionMode.Saga, TransactionStatus.Succeed, null, PassResult.Success, "")]
    [InlineData(TransactionMode.Saga, TransactionStatus.Submitted, BranchOutcome.Ongoing, PassResult.Failure, PassVerdict.NotYet)]
    [InlineData(TransactionMode.Saga, TransactionStatus.Submitted, BranchOutcome.Error, PassResult.Failure, PassVerdict.NotYet)]
    [InlineData(TransactionMode.Message, TransactionStatus.Succeed, null, PassResult.Success, "")]
    [InlineData(TransactionMode.Message, TransactionStatus.Submitted, null, PassResult.Failure, PassVerdict.NotYet)]
    [InlineData(TransactionMode.Message, TransactionStatus.Submitted, BranchOutcome.Ongoing, PassResult.Failure, PassVerdict.NotYet)]
    [InlineData(TransactionMode.Message, TransactionStatus.Submitted, BranchOutcome.Failure, PassResult.Failure, Unusual)]
    [InlineData(TransactionMode.Message, TransactionStatus.Submitted, BranchOutcome.Error, PassResult.Error, Unusual)]
    [InlineData(TransactionMode.Tcc, TransactionStatus.Submitted, null, PassResult.Ongoing, "ONGOING")]
    [InlineData(TransactionMode.Tcc, TransactionStatus.Submitted, BranchOutcome.Ongoing, PassResult.Ongoing, "ONGOING")]
    [InlineData(TransactionMode.Xa, TransactionStatus.Submitted, BranchOutcome.Failure, PassResult.Failure, Unusual)]
    [InlineData(TransactionMode.Xa, TransactionStatus.Submitted, BranchOutcome.Error, PassResult.Error, Unusual)]
    [InlineData(TransactionMode.Tcc, TransactionStatus.Failed, null, PassResult.Failure, PassVerdict.NotYet)]
    public void Submit_AfterAPass_MeansWhatTheTableSays(TransactionMode mode, TransactionStatus status, BranchOutcome? outcome, PassResult result, string message) =>
        Assert.Equal(new PassVerdict(result, message), PassVerdict.OfSubmit(mode, Progress(status, outcome)));

    [Fact]
    public void Submit_OfASagaThatIsRolledBack_NamesTheReason() =>
        Assert.Equal(new PassVerdict(PassResult.Failure, "no money"), PassVerdict.OfSubmit(TransactionMode.Saga, Progress(TransactionStatus.Aborting, null) with { RollbackReason = "no money" }));

    [Theory]
    [InlineData(TransactionStatus.Failed, null, PassResult.Success, "")]
    [InlineData(TransactionStatus.Aborting, null, PassResult.Ongoing, "ONGOING")]
    [InlineData(TransactionStatus.Aborting, BranchOutcome.Ongoing, PassResult.Ongoing, "ONGOING")]
    [InlineData(TransactionStatus.Aborting, BranchOutcome.Failure, PassResult.Failure, Unusual)]
    [InlineData(TransactionStatus.Aborting, BranchOutcome.Error, PassResult.Error, Unusual)]
    public void Abort_AfterAPass_MeansWhatTheTableSays(TransactionStatus status, BranchOutcome? outcome, PassResult result, string message) =>
        Assert.Equal(new PassVerdict(result, message), PassVerdict.OfAbort(Progress(status, outcome)));

    [Fact]
    public void NoAnswerInTime_IsNeverASuccess()
    {
        Assert.Equal(PassResult.Failure, PassVerdict.OfSubmit(TransactionMode.Saga, null).Result);
        Assert.Equal(PassResult.Failure, PassVerdict.OfSubmit(TransactionMode.Message, null).Result);
        Assert.Equal(PassResult.Ongoing, PassVerdict.OfSubmit(TransactionMode.Xa, null).Result);
        Assert.Equal(PassResult.Ongoing, PassVerdict.OfAbort(null).Result);
    }

    private static TransactionProgress Progress(TransactionStatus status, BranchOutcome? outcome) =>
        new(status, null, 3, 1) { PassOutcome = outcome, PassMessage = outcome is null ? "" : "no" };
}
