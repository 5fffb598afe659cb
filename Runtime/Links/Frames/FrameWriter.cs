using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Writes frames: the length of what follows (4 bytes), the kind (1), the content. Numbers are little-endian.
/// Call: number (8), time left in ms (4), target and traceparent (each its length in 1, and UTF-8), body. Reply: number (8), status (1), body.
/// Bye: number (8). Ping and pong: nothing. Hello, proof and refusal: see <see cref="LinkHello"/>, <see cref="LinkProof"/>.
/// </summary>
internal static class FrameWriter
{
    /// <summary>Bytes of the length and the kind.</summary>
    public const int PrefixBytes = 5;

    private const int CallHeadBytes = sizeof(ulong) + sizeof(uint) + 2;
    private const int ReplyHeadBytes = sizeof(ulong) + 1;

    /// <summary>The bytes of a call's frame after its length.</summary>
    public static long SizeOf(LinkRequest request) =>
        1 + CallHeadBytes + Encoding.UTF8.GetByteCount(request.Target) + Encoding.UTF8.GetByteCount(request.TraceParent ?? "") + (long)request.Body.Length;

    /// <summary>The bytes of a reply's frame after its length.</summary>
    public static long SizeOf(LinkReply reply) => 1 + ReplyHeadBytes + (long)reply.Body.Length;

    public static void WriteCall(IBufferWriter<byte> output, ulong number, uint timeLeftMs, LinkRequest request)
    {
        var size = (int)SizeOf(request);
        var head = size - request.Body.Length - 1;
        var span = Begin(output, FrameKind.Call, size, head);
        BinaryPrimitives.WriteUInt64LittleEndian(span, number);
        BinaryPrimitives.WriteUInt32LittleEndian(span[sizeof(ulong)..], timeLeftMs);
        span = span[(sizeof(ulong) + sizeof(uint))..];
        span = span[WriteText(span, request.Target)..];
        WriteText(span, request.TraceParent ?? "");
        output.Advance(PrefixBytes + head);
        output.Write(request.Body.Span);
    }

    public static void WriteReply(IBufferWriter<byte> output, ulong number, LinkReply reply)
    {
        var span = Begin(output, FrameKind.Reply, (int)SizeOf(reply), ReplyHeadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(span, number);
        span[sizeof(ulong)] = (byte)reply.Status;
        output.Advance(PrefixBytes + ReplyHeadBytes);
        output.Write(reply.Body.Span);
    }

    public static void WriteBye(IBufferWriter<byte> output, ulong last)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Begin(output, FrameKind.Bye, 1 + sizeof(ulong), sizeof(ulong)), last);
        output.Advance(PrefixBytes + sizeof(ulong));
    }

    public static void Write(IBufferWriter<byte> output, FrameKind kind, ReadOnlySpan<byte> content)
    {
        content.CopyTo(Begin(output, kind, 1 + content.Length, content.Length));
        output.Advance(PrefixBytes + content.Length);
    }

    private static Span<byte> Begin(IBufferWriter<byte> output, FrameKind kind, int size, int head)
    {
        var span = output.GetSpan(PrefixBytes + head);
        BinaryPrimitives.WriteInt32LittleEndian(span, size);
        span[sizeof(int)] = (byte)kind;
        return span[PrefixBytes..];
    }

    private static int WriteText(Span<byte> span, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, span[1..]);
        span[0] = checked((byte)length);
        return 1 + length;
    }
}
