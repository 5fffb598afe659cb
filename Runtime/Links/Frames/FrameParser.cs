using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Reads what <see cref="FrameWriter"/> writes, from bytes that anybody may have sent.</summary>
internal static class FrameParser
{
    private const int MaxCallHeadBytes = sizeof(ulong) + sizeof(uint) + 2 + (2 * byte.MaxValue);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes the first frame out of the buffer; false if it is not there as a whole.</summary>
    /// <exception cref="LinkProtocolException">What is there cannot become a frame.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int maxFrameBytes, out FrameKind kind, out ReadOnlySequence<byte> content)
    {
        kind = default;
        content = default;
        if (buffer.Length < sizeof(int))
            return false;
        Span<byte> prefix = stackalloc byte[FrameWriter.PrefixBytes];
        prefix = Head(buffer, prefix);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (size == 0 || size > maxFrameBytes)
            throw new LinkProtocolException($"a frame of {size} bytes came, which may have 1 to {maxFrameBytes}");
        if (buffer.Length < sizeof(int) + (long)size)
            return false;
        kind = (FrameKind)prefix[sizeof(int)];
        content = buffer.Slice(FrameWriter.PrefixBytes, size - 1);
        buffer = buffer.Slice(content.End);
        return true;
    }

    public static LinkRequest ReadCall(in ReadOnlySequence<byte> content, out ulong number)
    {
        Span<byte> copy = stackalloc byte[MaxCallHeadBytes];
        var head = content.IsSingleSegment ? content.FirstSpan : Head(content, copy);
        var all = head.Length;
        number = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref head, sizeof(ulong)));
        var timeLeft = BinaryPrimitives.ReadUInt32LittleEndian(Take(ref head, sizeof(uint)));
        var target = ReadText(ref head);
        var traceParent = ReadText(ref head);
        var body = content.Slice(all - head.Length).ToArray();
        return new LinkRequest(target, body, TimeSpan.FromMilliseconds(timeLeft), traceParent.Length == 0 ? null : traceParent);
    }

    public static LinkReply ReadReply(in ReadOnlySequence<byte> content, out ulong number)
    {
        Span<byte> copy = stackalloc byte[sizeof(ulong) + 1];
        var head = content.IsSingleSegment ? content.FirstSpan : Head(content, copy);
        number = BinaryPrimitives.ReadUInt64LittleEndian(Take(ref head, sizeof(ulong)));
        var status = (LinkStatus)Take(ref head, 1)[0];
        if (status > LinkStatus.Unknown)
            throw new LinkProtocolException($"a reply has the unknown status {(int)status}");
        return new LinkReply(status, content.Slice(sizeof(ulong) + 1).ToArray());
    }

    public static ulong ReadBye(in ReadOnlySequence<byte> content)
    {
        Span<byte> copy = stackalloc byte[sizeof(ulong)];
        ReadOnlySpan<byte> head = Head(content, copy);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(ref head, sizeof(ulong)));
    }

    private static Span<byte> Head(in ReadOnlySequence<byte> buffer, Span<byte> copy)
    {
        var length = (int)Math.Min(buffer.Length, copy.Length);
        buffer.Slice(0, length).CopyTo(copy);
        return copy[..length];
    }

    private static string ReadText(ref ReadOnlySpan<byte> head)
    {
        var bytes = Take(ref head, Take(ref head, 1)[0]);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new LinkProtocolException("a call has text that is not UTF-8", exception);
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> head, int count)
    {
        if (head.Length < count)
            throw new LinkProtocolException("a frame is too short for what it is");
        var taken = head[..count];
        head = head[count..];
        return taken;
    }
}
