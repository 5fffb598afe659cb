using System.Diagnostics;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Dtm;

/// <summary>submit, prepare and abort (protocol 1.5). They translate; what is allowed is decided behind <see cref="Application.TransactionService"/>.</summary>
internal static class StartHandlers
{
    private const string NotYet = "wait result not return success:";

    public static async Task SubmitAsync(HttpContext context, DtmFront front)
    {
        var decoded = await DecodeAsync(context, front);
        if (decoded.Start is not { } start)
        {
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
            return;
        }

        var reply = await front.Transactions.SubmitAsync(start);
        if (reply.Code == ReplyCode.Ok && start.Options.WaitResult && reply.Status != TransactionStatus.Succeed)
            await WaitAsync(context, front, start, reply);
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
        if (decoded.Start is { } start)
            await DtmReply.ReplyAsync(context, await front.Transactions.AbortAsync(start.Gid, new AbortTransaction(start.TransType, decoded.RollbackReason)));
        else
            await DtmReply.ErrorAsync(context, decoded.Wrong!);
    }

    /// <summary>The body decoded, its gid stripped as DTM's HTTP API does, and the caller's trace taken up.</summary>
    internal static async ValueTask<DecodedTrans> DecodeAsync(HttpContext context, DtmFront front)
    {
        var decoded = await RequestBody.DecodeAsync(context.Request, front.Engine.Limits.BodyBytes);
        if (decoded.Start is not { } start)
            return decoded;
        var (gid, trace) = (GidRules.Strip(start.Gid), TraceOf(context));
        return ReferenceEquals(gid, start.Gid) && trace is null ? decoded : decoded with { Start = start with { Gid = gid, TraceParent = trace } };
    }

    /// <summary>Answers with what came of the pass. Only a success is a 200: for everything else SDKs want an error (protocol 1.5).</summary>
    private static async Task WaitAsync(HttpContext context, DtmFront front, StartTransaction start, TransactionReply reply)
    {
        TransactionProgress progress;
        try
        {
            progress = await front.Transactions.WaitForPassAsync(start.Gid, reply, start.Options, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            // It is stored and goes on; nobody can say here how far it is.
            await DtmReply.FailureAsync(context, NotYet);
            return;
        }

        if (progress.Status == TransactionStatus.Succeed)
            await DtmReply.SuccessAsync(context);
        else
            await DtmReply.FailureAsync(context, string.IsNullOrEmpty(progress.RollbackReason) ? NotYet : progress.RollbackReason);
    }

    /// <summary>
    /// The trace to pass on to participants: our own span when the caller sent a trace or somebody records this one. A request outside
    /// of any trace starts none, so that its branch calls do not carry an id that leads nowhere.
    /// </summary>
    private static string? TraceOf(HttpContext context)
    {
        var sent = context.Request.Headers.TraceParent;
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } current && (sent.Count > 0 || current.Recorded))
            return current.Id;
        return sent.Count == 1 && ActivityContext.TryParse(sent[0], null, out _) ? sent[0] : null;
    }
}
