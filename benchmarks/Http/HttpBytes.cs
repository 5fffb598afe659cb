using System.Buffers.Text;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>The little of HTTP/1.1 that both ends here need.</summary>
internal static class HttpBytes
{
    /// <summary>Length of the head with its empty line, or -1 while it is not complete.</summary>
    public static int HeadLength(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    /// <summary>The value of Content-Length, or -1 when the head has none.</summary>
    public static int ContentLength(ReadOnlySpan<byte> head)
    {
        var value = Header(head, "content-length"u8);
        return !value.IsEmpty && Utf8Parser.TryParse(value, out int length, out _) ? length : -1;
    }

    public static bool IsChunked(ReadOnlySpan<byte> head) => Header(head, "transfer-encoding"u8).SequenceEqual("chunked"u8);

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> lowerName)
    {
        var rest = head;
        while (true)
        {
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0)
                return default;
            rest = rest[(end + 2)..];
            if (rest.Length <= lowerName.Length || rest[lowerName.Length] != (byte)':' || !EqualsIgnoreCase(rest[..lowerName.Length], lowerName))
                continue;
            var value = rest[(lowerName.Length + 1)..];
            var stop = value.IndexOf("\r\n"u8);
            return value[..(stop < 0 ? value.Length : stop)].Trim((byte)' ');
        }
    }

    private static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            if ((text[i] | 0x20) != (lower[i] | 0x20))
                return false;
        }
        return true;
    }
}
