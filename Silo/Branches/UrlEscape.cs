using System.Buffers;
using System.Text;

namespace OrleansSaga.Silo.Branches;

/// <summary>Percent-encoding as Go does it, since participants were written against DTM's requests.</summary>
internal static class UrlEscape
{
    private const string HexDigits = "0123456789ABCDEF";

    private static readonly SearchValues<char> UnreservedCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");

    // Visible ASCII but for the backslash, which .NET would read as a slash.
    private static readonly SearchValues<char> VerbatimCharacters =
        SearchValues.Create([.. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(code => (char)code).Where(character => character != '\\')]);

    /// <summary>A query parameter's value: letters, digits and -_.~ stay, a space becomes +, every other byte of the UTF-8 form %XX.</summary>
    public static string QueryValue(string value) =>
        value.AsSpan().ContainsAnyExcept(UnreservedCharacters) ? Encode(value, UnreservedCharacters, spaceIsPlus: true) : value;

    /// <summary>The rest of a URL as its author wrote it; only what cannot stand in a request line is encoded.</summary>
    public static string Verbatim(string pathAndQuery) =>
        pathAndQuery.AsSpan().ContainsAnyExcept(VerbatimCharacters) ? Encode(pathAndQuery, VerbatimCharacters, spaceIsPlus: false) : pathAndQuery;

    private static string Encode(string text, SearchValues<char> kept, bool spaceIsPlus)
    {
        var encoded = new StringBuilder(text.Length + 32);
        Span<byte> bytes = stackalloc byte[4];
        // Runes, not characters: a surrogate half that stands alone becomes U+FFFD instead of an exception.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && kept.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
            }
            else if (spaceIsPlus && rune.Value == ' ')
            {
                encoded.Append('+');
            }
            else
            {
                foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
                    encoded.Append('%').Append(HexDigits[octet >> 4]).Append(HexDigits[octet & 0xF]);
            }
        }

        return encoded.ToString();
    }
}
