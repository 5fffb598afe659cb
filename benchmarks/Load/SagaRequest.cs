using System.Text;
using System.Text.Json;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>The encoded submit of a two-step saga; only the number in the gid changes from one to the next.</summary>
internal sealed class SagaRequest
{
    private readonly byte[] _bytes;
    private readonly int _digitsAt;

    public SagaRequest(LoadPlan plan, Uri participant)
    {
        var gid = Gids.Of(plan.GidPrefix, 0);
        var body = JsonSerializer.SerializeToUtf8Bytes(Body(plan, participant, gid));
        var head = $"POST /api/dtmsvr/submit HTTP/1.1\r\nHost: {plan.Server.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        _bytes = [.. Encoding.ASCII.GetBytes(head), .. body];
        _digitsAt = _bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(gid)) + plan.GidPrefix.Length;
    }

    /// <summary>The request for saga <paramref name="number"/>, valid until the next call.</summary>
    public ReadOnlySpan<byte> For(int number)
    {
        Gids.Write(_bytes.AsSpan(_digitsAt, Gids.Digits), number);
        return _bytes;
    }

    private static Dictionary<string, object> Body(LoadPlan plan, Uri participant, string gid)
    {
        var url = new Uri(participant, plan.Path).ToString();
        var body = new Dictionary<string, object>
        {
            ["gid"] = gid,
            ["trans_type"] = "saga",
            ["steps"] = new[]
            {
                new { action = url + "/out", compensate = url + "/out-revert" },
                new { action = url + "/in", compensate = url + "/in-revert" },
            },
            ["payloads"] = new[] { "{\"account\":1,\"amount\":30}", "{\"account\":2,\"amount\":30}" },
        };
        if (plan.WaitResult)
            body["wait_result"] = true;
        if (plan.Concurrent)
            body["custom_data"] = "{\"concurrent\":true}";
        if (plan.RetryIntervalSeconds > 0)
            body["retry_interval"] = plan.RetryIntervalSeconds;
        if (plan.RequestTimeoutSeconds > 0)
            body["request_timeout"] = plan.RequestTimeoutSeconds;
        return body;
    }
}
