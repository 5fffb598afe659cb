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
        // How a workflow ends is for its client to say, so that there is no pass to wait for.
        var waits = reply is { Code: ReplyCode.Ok, Status: not TransactionStatus.Succeed, Mode: not TransactionMode.Workflow } && start.Options.WaitResult;
        if (waits)
            await VerdictAsync(context, PassVerdict.OfSubmit(reply.Mode, await WaitAsync(context, front, start, reply, start.Options)));
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

        var reply = await front.Transactions.AbortAsync(start.Gid, new AbortTransaction(start.TransType, decoded.RollbackReason));
        // Whether an abort waits was said when the transaction was prepared (protocol 1.5).
        if (reply is { Code: ReplyCode.Ok, WaitResult: true, Status: TransactionStatus.Aborting })
            await VerdictAsync(context, PassVerdict.OfAbort(await WaitAsync(context, front, start, reply, options: null)));
        else
            await DtmReply.ReplyAsync(context, reply);
    }

    /// <summary>The body decoded, its gid stripped as DTM's HTTP API does, and the caller's trace taken up.</summary>
    internal static async ValueTask<DecodedTrans> DecodeAsync(HttpContext context, DtmFront front)
    {
        var decoded = await RequestBody.DecodeAsync(context.Request, front.Engine.Limits.BodyBytes);
        if (decoded.Start is not { } start)
            return decoded;
        var (gid, trace) = (GidRules.Strip(start.Gid), CallerTrace.Of(context));
        return ReferenceEquals(gid, start.Gid) && trace is null ? decoded : decoded with { Start = start with { Gid = gid, TraceParent = trace } };
    }

    private static async Task<TransactionProgress?> WaitAsync(HttpContext context, DtmFront front, StartTransaction start, TransactionReply reply, StartOptions? options)
    {
        try
        {
            return await front.Transactions.WaitForPassAsync(start.Gid, reply, options, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            // It is stored and goes on; nobody can say here how far it is.
            return null;
        }
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
