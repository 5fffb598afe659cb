using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>submit, prepare and abort (protocol 1.5). They translate; what is allowed is decided behind <see cref="TransactionService"/>.</summary>
internal static class StartHandlers
{
    public static async Task SubmitAsync(HttpContext context, DtmFront front)
    {
        var decoded = await DecodeAsync(context, front);
        if (decoded.Start is not { } start)
        {
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
            return;
        }

        var reply = await front.Transactions.SubmitAsync(start);
        if (PassWait.IsWantedBySubmit(start, reply))
            await VerdictAsync(context, PassVerdict.OfSubmit(reply.Mode, await PassWait.ForAsync(front.Transactions, start.Gid, reply, start.Options, context.RequestAborted)));
        else
            await DtmReply.ReplyAsync(context, reply);
    }

    public static async Task PrepareAsync(HttpContext context, DtmFront front)
    {
        var decoded = await DecodeAsync(context, front);
        if (decoded.Start is { } start)
            await DtmReply.ReplyAsync(context, await front.Transactions.PrepareAsync(start));
        else
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
    }

    public static async Task AbortAsync(HttpContext context, DtmFront front)
    {
        var decoded = await DecodeAsync(context, front);
        if (decoded.Start is not { } start)
        {
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
            return;
        }

        var reply = await front.Transactions.AbortAsync(start.Gid, new AbortTransaction(start.TransType, decoded.RollbackReason) { RequestId = start.RequestId });
        if (PassWait.IsWantedByAbort(reply))
            await VerdictAsync(context, PassVerdict.OfAbort(await PassWait.ForAsync(front.Transactions, start.Gid, reply, options: null, context.RequestAborted)));
        else
            await DtmReply.ReplyAsync(context, reply);
    }

    /// <summary>The body decoded, its gid stripped as DTM's HTTP API does, and the caller's trace and key taken up.</summary>
    internal static async ValueTask<DecodedTrans> DecodeAsync(HttpContext context, DtmFront front)
    {
        var decoded = await RequestBody.DecodeAsync(context.Request, front.Engine.Limits.BodyBytes);
        if (decoded.Start is not { } start)
            return decoded;
        var (gid, trace, id) = (GidRules.Strip(start.Gid), CallerTrace.Of(context), IdempotencyKey.RequestId(context));
        return ReferenceEquals(gid, start.Gid) && trace is null && id.Length == 0 ? decoded : decoded with { Start = start with { Gid = gid, TraceParent = trace, RequestId = id } };
    }

    /// <summary>Only a success is a 200: for everything else SDKs want an error (protocol 1.5).</summary>
    private static Task VerdictAsync(HttpContext context, PassVerdict verdict) => verdict.Result switch
    {
        PassResult.Success => DtmReply.SuccessAsync(context),
        PassResult.Ongoing => DtmReply.OngoingAsync(context),
        PassResult.Error => DtmReply.ErrorAsync(context, verdict.Message),
        _ => DtmReply.FailureAsync(context, verdict.Message),
    };
}
