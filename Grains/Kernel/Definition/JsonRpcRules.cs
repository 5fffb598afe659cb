using System.Text.Json;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Which branches are called by JSON-RPC, and what that asks of their payload (protocol section 3, rule 2, and 3.3).</summary>
public static class JsonRpcRules
{
    /// <summary>Deepest nesting of a payload.</summary>
    public const int MostDepth = 64;

    /// <summary>Whether a branch of a transaction with <paramref name="protocol"/> is called by JSON-RPC.</summary>
    public static bool IsJsonRpc(string protocol, string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return protocol == "json-rpc" && UrlRules.IsHttp(url) && url.Contains("method", StringComparison.Ordinal);
    }

    /// <summary>
    /// Throws when one of <paramref name="urls"/> is called by JSON-RPC and the payload cannot be its params: they are the payload's
    /// members and those of the protocol. No payload at all has no members.
    /// </summary>
    internal static void Check(string field, ReadOnlyMemory<byte> payload, string protocol, params ReadOnlySpan<string> urls)
    {
        if (payload.IsEmpty)
            return;
        foreach (var url in urls)
        {
            if (IsJsonRpc(protocol, url) && !IsObject(payload))
                throw new InvalidFieldException($"{field}: a JSON-RPC branch needs a JSON object of at most {MostDepth} levels");
        }
    }

    private static bool IsObject(ReadOnlyMemory<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload.Span, new JsonReaderOptions { MaxDepth = MostDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            reader.Skip();
            // Nothing may follow: the reader itself says so.
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
