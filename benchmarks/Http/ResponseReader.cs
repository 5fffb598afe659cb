using System.Buffers.Text;
using System.Globalization;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>Gathers one response of a keep-alive connection; its buffer is used again for the next one.</summary>
internal sealed class ResponseReader
{
    private const int LargestResponse = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>Where the next bytes go.</summary>
    public Span<byte> Free
    {
        get
        {
            if (_length == _buffer.Length)
            {
                if (_length >= LargestResponse)
                    throw new BenchmarkException("The server's response is larger than 16 MiB.");
                Array.Resize(ref _buffer, _length * 2);
            }
            return _buffer.AsSpan(_length);
        }
    }

    public void Advance(int count) => _length += count;

    /// <summary>True when the response is complete; its body is valid until <see cref="Reset"/>.</summary>
    public bool TryRead(out HttpReply reply)
    {
        reply = default;
        var bytes = _buffer.AsSpan(0, _length);
        var headLength = HttpBytes.HeadLength(bytes);
        if (headLength < 0)
            return false;
        var head = bytes[..headLength];
        if (head.Length < 12 || !head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..12], out int status, out _))
            throw new BenchmarkException("The server's answer is not HTTP/1.1.");
        if (HttpBytes.IsChunked(head))
        {
            if (!TryJoinChunks(bytes[headLength..], out var joined))
                return false;
            reply = new HttpReply(status, _buffer.AsMemory(headLength, joined));
            return true;
        }
        var length = Math.Max(0, HttpBytes.ContentLength(head));
        if (_length < headLength + length)
            return false;
        reply = new HttpReply(status, _buffer.AsMemory(headLength, length));
        return true;
    }

    public void Reset() => _length = 0;

    /// <summary>Looks for the last chunk first and moves bytes only when all are there, because a partial body is read again.</summary>
    private static bool TryJoinChunks(Span<byte> body, out int length)
    {
        length = 0;
        if (!Walk(body, move: false, out _))
            return false;
        return Walk(body, move: true, out length);
    }

    private static bool Walk(Span<byte> body, bool move, out int length)
    {
        length = 0;
        var at = 0;
        while (true)
        {
            var lineEnd = body[at..].IndexOf("\r\n"u8);
            if (lineEnd < 0)
                return false;
            var size = int.Parse(body.Slice(at, lineEnd), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var start = at + lineEnd + 2;
            if (body.Length < start + size + 2)
                return false;
            if (size == 0)
                return true;
            if (move)
                body.Slice(start, size).CopyTo(body[length..]);
            length += size;
            at = start + size + 2;
        }
    }
}
