using System.Text;
using System.Text.Json;

namespace OrleansSaga.Grains.Transactions;

/// <summary>DTM's stored options text (protocol 1.3): the eight option fields, empty ones left out, <c>concurrent</c> always there.</summary>
public static class DtmOptions
{
    /// <summary>The text of options that were all left at their defaults.</summary>
    public const string Default = """{"concurrent":false}""";

    /// <summary>The options as DTM's JSON text; null when they are the default.</summary>
    public static string? Text(StartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { WaitResult: false, TimeoutToFailSeconds: 0, RequestTimeoutSeconds: 0, RetryIntervalSeconds: 0, Concurrent: false, RetryLimit: 0, RetryCount: 0, BranchHeaders.Count: 0 })
            return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (options.WaitResult)
                json.WriteBoolean("wait_result", true);
            Number(json, "timeout_to_fail", options.TimeoutToFailSeconds);
            Number(json, "request_timeout", options.RequestTimeoutSeconds);
            Number(json, "retry_interval", options.RetryIntervalSeconds);
            Headers(json, options.BranchHeaders);
            json.WriteBoolean("concurrent", options.Concurrent);
            Number(json, "retry_limit", options.RetryLimit);
            Number(json, "retry_count", options.RetryCount);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Number(Utf8JsonWriter json, string name, long value)
    {
        if (value != 0)
            json.WriteNumber(name, value);
    }

    private static void Headers(Utf8JsonWriter json, IReadOnlyDictionary<string, string> headers)
    {
        if (headers.Count == 0)
            return;
        json.WriteStartObject("branch_headers");
        foreach (var (name, value) in headers)
            json.WriteString(name, value);
        json.WriteEndObject();
    }
}
