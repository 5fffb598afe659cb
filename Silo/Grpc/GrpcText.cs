using System.Buffers;
using System.Globalization;
using System.Text;

namespace OrleansSaga.Silo.Grpc;

/// <summary>The coding of grpc-message: printable ASCII but for % stays, every other byte of the UTF-8 form is %XX.</summary>
internal static class GrpcText
{
    /// <summary>Longest coded text. Clients refuse headers over 8 KiB in all, and the answer would be lost with them.</summary>
    public const int MostCodedLength = 4096;

    private const string HexDigits = "0123456789ABCDEF";

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code).Where(c => c != '%')]);

    /// <summary>Codes a text; of one that is too long, its start.</summary>
    public static string Encode(string text)
    {
        if (text.Length <= MostCodedLength && !text.AsSpan().ContainsAnyExcept(Plain))
            return text;
        var coded = new StringBuilder(text.Length + 64);
        Span<byte> bytes = stackalloc byte[4];
        // Runes: half of a surrogate pair becomes U+FFFD, and nothing is cut in the middle of a character.
        foreach (var rune in text.EnumerateRunes())
        {
            var plain = rune.IsAscii && Plain.Contains((char)rune.Value);
            var length = plain ? 1 : 3 * rune.Utf8SequenceLength;
            if (coded.Length + length > MostCodedLength)
                break;
            if (plain)
            {
                coded.Append((char)rune.Value);
                continue;
            }

            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
                coded.Append('%').Append(HexDigits[octet >> 4]).Append(HexDigits[octet & 0xF]);
        }

        return coded.ToString();
    }

    /// <summary>Decodes a text. What is not proper stays as it is: a status must not be lost because of its text.</summary>
    public static string Decode(string coded)
    {
        if (!coded.Contains('%', StringComparison.Ordinal))
            return coded;
        var bytes = new ArrayBufferWriter<byte>(coded.Length);
        for (var i = 0; i < coded.Length; i++)
        {
            if (coded[i] == '%' && i + 2 < coded.Length && byte.TryParse(coded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                bytes.Write([octet]);
                i += 2;
            }
            else
            {
                Encoding.UTF8.GetBytes(coded.AsSpan(i, 1), bytes);
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
