using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Application;

/// <summary>What the pass came to that a client has waited for (wait_result, protocol 1.5). Every front has its own codes for the four results.</summary>
/// <param name="Result">The result.</param>
/// <param name="Message">What a person should read; empty for a success.</param>
public sealed record PassVerdict(PassResult Result, string Message)
{
    /// <summary>DTM's text for "no success yet", which does not say whether one will come.</summary>
    public const string NotYet = "wait result not return success:";

    /// <summary>DTM's text before what a participant said that was neither a success nor "ongoing"; clients match it.</summary>
    private const string Unusual = "your http/grpc result should be specified as in:\nhttp://d.dtm.pub/practice/arch.html#proto\nunkown result will be retried: ";

    private static readonly PassVerdict Success = new(PassResult.Success, "");
    private static readonly PassVerdict Ongoing = new(PassResult.Ongoing, "ONGOING");

    /// <summary>The verdict on the pass of a submit. <paramref name="progress"/> is null when nobody could say in time how far it is.</summary>
    public static PassVerdict OfSubmit(TransactionMode? mode, TransactionProgress? progress)
    {
        if (progress?.Status == TransactionStatus.Succeed)
            return Success;
        if (mode == TransactionMode.Saga || progress?.Status is TransactionStatus.Aborting or TransactionStatus.Failed)
            return new(PassResult.Failure, string.IsNullOrEmpty(progress?.RollbackReason) ? NotYet : progress.RollbackReason);
        return OfCalls(progress) ?? (mode == TransactionMode.Message ? new(PassResult.Failure, NotYet) : Ongoing);
    }

    /// <summary>The verdict on the pass of an abort: rolled back is what was asked for.</summary>
    public static PassVerdict OfAbort(TransactionProgress? progress) =>
        progress?.Status is TransactionStatus.Failed or TransactionStatus.Succeed ? Success : OfCalls(progress) ?? Ongoing;

    private static PassVerdict? OfCalls(TransactionProgress? progress) => progress?.PassOutcome switch
    {
        BranchOutcome.Failure => new(PassResult.Failure, Unusual + progress.PassMessage),
        BranchOutcome.Error => new(PassResult.Error, Unusual + progress.PassMessage),
        _ => null,
    };
}
