using System.Buffers.Binary;

namespace OrleansSaga.Silo.Grpc;

/// <summary>The five bytes before every message: a flag for compressed ones, and the length.</summary>
internal static class GrpcFrame
{
    /// <summary>Their number.</summary>
    public const int PrefixLength = 5;

    /// <summary>The flag of a message that is sent as it is.</summary>
    public const byte Plain = 0;

    /// <summary>The flag of a message compressed as grpc-encoding says.</summary>
    public const byte Compressed = 1;

    /// <summary>Writes the prefix of a plain message.</summary>
    public static void WritePrefix(Span<byte> prefix, int length)
    {
        prefix[0] = Plain;
        BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)length);
    }

    /// <summary>Reads a prefix.</summary>
    public static (byte Flag, uint Length) ReadPrefix(ReadOnlySpan<byte> prefix) => (prefix[0], BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]));
}
