using System.Globalization;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// DTM's calls over JSON-RPC (protocol 1.7): newGid, prepare, submit, abort and registerBranch, decided as over HTTP, with other
/// envelopes. A gid is taken as it was sent.
/// </summary>
internal static class JsonRpcHandler
{
    public static Task HandleAsync(HttpContext context, DtmFront front) => DtmGuard.RunAsync(
        context,
        front,
        ReadAndCallAsync,
        // Only reading the body fails here: nobody knows the id then.
        static (context, message, _) => JsonRpcReply.ErrorAsync(context, "", JsonRpcReply.ParseError, message));

    private static async Task ReadAndCallAsync(HttpContext context, DtmFront front)
    {
        var limit = front.Engine.Limits.BodyBytes;
        var (isOverLimit, call) = await BoundedBody.ReadAsync(context.Request, limit, static body => JsonRpcDecoder.Decode(body), context.RequestAborted);
        if (isOverLimit)
            call = JsonRpcCall.Refused(string.Create(CultureInfo.InvariantCulture, $"body: too large, at most {limit} bytes are allowed"));
        await DtmGuard.RunAsync(
            context,
            front,
            (context, front) => CallAsync(context, front, call),
            (context, message, _) => JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.InternalError, message, hasResult: true));
    }

    private static Task CallAsync(HttpContext context, DtmFront front, JsonRpcCall call)
    {
        if (call.Wrong is { } wrong)
            return JsonRpcReply.ErrorAsync(context, "", JsonRpcReply.ParseError, wrong);
        if (call.Id.Length == 0)
            return JsonRpcReply.ErrorAsync(context, "", JsonRpcReply.InvalidRequest, "id: must be a string that is not empty");
        if (call.Version != "2.0")
            return JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.InvalidRequest, "jsonrpc: must be 2.0");
        return call.Method switch
        {
            JsonRpcCall.NewGid => JsonRpcReply.SuccessAsync(context, call.Id, NewGid.Create()),
            JsonRpcCall.Prepare => TransAsync(context, call, front.Transactions.PrepareAsync),
            JsonRpcCall.Submit => SubmitAsync(context, front, call),
            JsonRpcCall.Abort => AbortAsync(context, front, call),
            JsonRpcCall.RegisterBranch => RegisterAsync(context, front, call),
            _ => JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.MethodNotFound, "method: unknown; known are newGid, prepare, submit, abort and registerBranch"),
        };
    }

    private static async Task TransAsync(HttpContext context, JsonRpcCall call, Func<StartTransaction, Task<TransactionReply>> send)
    {
        if (call.Trans.Start is { } start)
            await ReplyAsync(context, call, await send(start with { TraceParent = CallerTrace.Of(context), RequestId = IdempotencyKey.RequestId(context, call.Method) }));
        else
            await WrongParamsAsync(context, call, call.Trans.Wrong);
    }

    private static Task SubmitAsync(HttpContext context, DtmFront front, JsonRpcCall call) => TransAsync(context, call, async start =>
    {
        var reply = await front.Transactions.SubmitAsync(start);
        return PassWait.IsWantedBySubmit(start, reply)
            ? Of(reply, PassVerdict.OfSubmit(reply.Mode, await PassWait.ForAsync(front.Transactions, start.Gid, reply, start.Options, context.RequestAborted)))
            : reply;
    });

    private static Task AbortAsync(HttpContext context, DtmFront front, JsonRpcCall call) => TransAsync(context, call, async start =>
    {
        var reply = await front.Transactions.AbortAsync(start.Gid, new AbortTransaction(start.TransType, call.Trans.RollbackReason) { RequestId = start.RequestId });
        return PassWait.IsWantedByAbort(reply)
            ? Of(reply, PassVerdict.OfAbort(await PassWait.ForAsync(front.Transactions, start.Gid, reply, options: null, context.RequestAborted)))
            : reply;
    });

    private static async Task RegisterAsync(HttpContext context, DtmFront front, JsonRpcCall call)
    {
        if (call.Branch.Branch is not { } branch)
        {
            await WrongParamsAsync(context, call, call.Branch.Wrong);
            return;
        }

        var named = branch with { TraceParent = CallerTrace.Of(context), RequestId = IdempotencyKey.RequestId(context, call.Method, branch.BranchId, branch.Op) };
        await ReplyAsync(context, call, await front.Transactions.RegisterAsync(call.Branch.Gid, named));
    }

    private static Task ReplyAsync(HttpContext context, JsonRpcCall call, TransactionReply reply) => reply.Code switch
    {
        ReplyCode.Ok => JsonRpcReply.SuccessAsync(context, call.Id),
        ReplyCode.WrongState => JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.Failure, reply.Message, hasResult: true),
        _ => JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.InternalError, reply.Message, hasResult: true),
    };

    /// <summary>A verdict as a reply: there are only two kinds of error here, and "ongoing" is of the other one.</summary>
    private static TransactionReply Of(TransactionReply reply, PassVerdict verdict) => reply with
    {
        Code = verdict.Result switch
        {
            PassResult.Success => ReplyCode.Ok,
            PassResult.Failure => ReplyCode.WrongState,
            _ => ReplyCode.Invalid,
        },
        Message = verdict.Message,
    };

    private static Task WrongParamsAsync(HttpContext context, JsonRpcCall call, string? wrong)
    {
        // The decoders name the whole of what they read "body".
        const string Whole = "body";
        var named = wrong!.StartsWith($"{Whole}: ", StringComparison.Ordinal) ? $"params{wrong[Whole.Length..]}" : $"params.{wrong}";
        return JsonRpcReply.ErrorAsync(context, call.Id, JsonRpcReply.InternalError, named);
    }
}
