using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// The first frame of both sides: a mark (4 bytes), the oldest and the newest protocol (2 each), incarnation (16), nonce (32), name
/// (its length in 1, and UTF-8). Whatever follows is for later builds, and goes into the proofs all the same.
/// </summary>
internal sealed record LinkHello(string Name, Guid Incarnation, int MinProtocol, int MaxProtocol, ReadOnlyMemory<byte> Nonce)
{
    public const int NonceBytes = 32;
    public const int MaxNameBytes = 200;

    private const int FixedBytes = 4 + 2 + 2 + 16 + NonceBytes + 1;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Mark => "OSL\x1a"u8;

    public LinkPeer Peer => new(Name, Incarnation);

    /// <summary>This silo's hello, with a fresh nonce.</summary>
    public static LinkHello Of(LinkOptions options) =>
        new(options.Name, options.Incarnation(), options.MinProtocol, options.MaxProtocol, RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>Whether a silo can have that name: it stands in log lines before anything is proved.</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.Any(char.IsControl) && Encoding.UTF8.GetByteCount(name) <= MaxNameBytes;

    public byte[] Encode()
    {
        var bytes = new byte[FixedBytes + Encoding.UTF8.GetByteCount(Name)];
        var span = bytes.AsSpan();
        Mark.CopyTo(span);
        BinaryPrimitives.WriteUInt16LittleEndian(span[4..], (ushort)MinProtocol);
        BinaryPrimitives.WriteUInt16LittleEndian(span[6..], (ushort)MaxProtocol);
        Incarnation.TryWriteBytes(span[8..]);
        Nonce.Span.CopyTo(span[24..]);
        span[FixedBytes - 1] = (byte)(bytes.Length - FixedBytes);
        Encoding.UTF8.GetBytes(Name, span[FixedBytes..]);
        return bytes;
    }

    /// <summary>Reads a hello; null if it is none.</summary>
    public static LinkHello? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes || !bytes.StartsWith(Mark) || bytes.Length < FixedBytes + bytes[FixedBytes - 1])
            return null;
        var min = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        var max = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        try
        {
            var name = Utf8.GetString(bytes.Slice(FixedBytes, bytes[FixedBytes - 1]));
            return min >= 1 && max >= min && IsName(name)
                ? new LinkHello(name, new Guid(bytes.Slice(8, 16)), min, max, bytes.Slice(24, NonceBytes).ToArray())
                : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
