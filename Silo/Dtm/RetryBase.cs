using System.Text.Json;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Dtm;

/// <summary>The base retry interval (protocol section 5) of a listed transaction, of which only the options text is at hand.</summary>
internal static class RetryBase
{
    /// <summary>Seconds; the server's default for options that were left at theirs.</summary>
    public static long OfOptions(string? options, RetryOptions retry)
    {
        if (options is null)
            return retry.BaseSeconds;
        using var document = JsonDocument.Parse(options);
        return TransactionDefinition.BaseSeconds(Seconds(document, "retry_interval"), Seconds(document, "timeout_to_fail"), retry.BaseSeconds);
    }

    private static long Seconds(JsonDocument options, string name) =>
        options.RootElement.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds) ? seconds : 0;
}
