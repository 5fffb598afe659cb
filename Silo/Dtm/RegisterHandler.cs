using System.Globalization;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>registerBranch under all of its names (protocol 1.4).</summary>
internal static class RegisterHandler
{
    public static async Task RegisterAsync(HttpContext context, DtmFront front)
    {
        var decoded = await DecodeAsync(context.Request, front.Engine.Limits.BodyBytes);
        if (decoded.Branch is { } branch)
        {
            var named = branch with { TraceParent = CallerTrace.Of(context), RequestId = IdempotencyKey.RequestId(context, branch.BranchId, branch.Op) };
            await DtmReply.ReplyAsync(context, await front.Transactions.RegisterAsync(GidRules.Strip(decoded.Gid), named));
        }
        else
        {
            await DtmReply.BadRequestAsync(context, decoded.Wrong!);
        }
    }

    private static async ValueTask<DecodedBranch> DecodeAsync(HttpRequest request, long limit)
    {
        var (isOverLimit, decoded) = await BoundedBody.ReadAsync(request, limit, static body => BranchDecoder.Decode(body), request.HttpContext.RequestAborted);
        return isOverLimit
            ? DecodedBranch.Refused(string.Create(CultureInfo.InvariantCulture, $"body: too large, at most {limit} bytes are allowed"))
            : decoded;
    }
}
