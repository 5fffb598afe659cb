using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Branches;

/// <summary>
/// What the answer to a JSON-RPC branch call means (protocol 3.3): first what it means as any HTTP answer does, then its
/// <c>error</c>. DTM means to look at the code there, and by a mistake never finds it equal; this is what it means.
/// </summary>
internal static class JsonRpcResult
{
    private const int Failure = -32901;
    private const int Ongoing = -32902;

    /// <summary>The result, given what the answer comes to over HTTP and its whole body.</summary>
    public static BranchOutcome Of(BranchOutcome overHttp, ReadOnlyMemory<byte> body)
    {
        if (overHttp != BranchOutcome.Success)
            return overHttp;
        try
        {
            using var document = JsonDocument.Parse(body);
            return Of(document.RootElement);
        }
        catch (JsonException)
        {
            // A page of a proxy, or half an answer: nobody has said that it is done.
            return BranchOutcome.Error;
        }
    }

    private static BranchOutcome Of(JsonElement reply)
    {
        if (reply.ValueKind != JsonValueKind.Object)
            return BranchOutcome.Error;
        if (!reply.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
            return BranchOutcome.Success;
        var code = error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : 0;
        return code switch
        {
            Failure => BranchOutcome.Failure,
            Ongoing => BranchOutcome.Ongoing,
            _ => BranchOutcome.Error,
        };
    }
}
