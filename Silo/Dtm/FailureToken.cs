using System.Buffers;

namespace OrleansSaga.Silo.Dtm;

/// <summary>
/// Keeps the text FAILURE out of replies that do not mean it: SDKs search the raw body for it, and some throw (protocol section 10).
/// The last letter is written as a JSON escape, so every JSON parser reads the same value and no search of the text finds it.
/// </summary>
internal static class FailureToken
{
    private static ReadOnlySpan<byte> Token => "FAILURE"u8;

    private static ReadOnlySpan<byte> Disguise => "FAILUR\\u0045"u8;

    /// <summary>The same JSON without the token. It can stand in strings only: our keys do not hold it.</summary>
    public static ReadOnlyMemory<byte> Hide(ReadOnlyMemory<byte> json)
    {
        var at = json.Span.IndexOf(Token);
        if (at < 0)
            return json;
        var rest = json.Span;
        var result = new ArrayBufferWriter<byte>(json.Length + 64);
        for (; at >= 0; at = rest.IndexOf(Token))
        {
            result.Write(rest[..at]);
            result.Write(Disguise);
            rest = rest[(at + Token.Length)..];
        }

        result.Write(rest);
        return result.WrittenMemory;
    }
}
