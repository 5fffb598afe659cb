using System.Text.Json;
using Google.Protobuf;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Bodies of DTM's HTTP API as messages of its gRPC one.</summary>
internal static class GrpcBodies
{
    /// <summary>The message's bytes.</summary>
    public static byte[] Of(string call, Dictionary<string, object?> body) => call == "registerBranch" ? Branch(body).ToByteArray() : Request(body).ToByteArray();

    private static DtmRequest Request(Dictionary<string, object?> body)
    {
        var request = new DtmRequest
        {
            Gid = Text(body, "gid"),
            TransType = Text(body, "trans_type"),
            QueryPrepared = Text(body, "query_prepared"),
            CustomedData = Text(body, "custom_data"),
            Steps = body.TryGetValue("steps", out var steps) ? JsonSerializer.Serialize(steps) : "",
            TransOptions = new DtmTransOptions { WaitResult = body.GetValueOrDefault("wait_result") is true, RequestTimeout = body.GetValueOrDefault("request_timeout") as int? ?? 0 },
        };
        foreach (var payload in body.GetValueOrDefault("payloads") as IEnumerable<string> ?? [])
            request.BinPayloads.Add(ByteString.CopyFromUtf8(payload));
        foreach (var (key, value) in body.GetValueOrDefault("req_extra") as IReadOnlyDictionary<string, string> ?? new Dictionary<string, string>())
            request.ReqExtra[key] = value;
        return request;
    }

    private static DtmBranchRequest Branch(Dictionary<string, object?> body)
    {
        var branch = new DtmBranchRequest
        {
            Gid = Text(body, "gid"),
            TransType = Text(body, "trans_type"),
            BranchID = Text(body, "branch_id"),
            BusiPayload = ByteString.CopyFromUtf8(Text(body, "data")),
        };
        foreach (var key in new[] { "confirm", "cancel", "url", "op", "status" })
        {
            if (body.ContainsKey(key))
                branch.Data[key] = Text(body, key);
        }

        return branch;
    }

    private static string Text(Dictionary<string, object?> body, string key) => body.GetValueOrDefault(key) as string ?? "";
}
