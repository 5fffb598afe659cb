using System.Numerics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Arithmetic of varints.</summary>
internal static class Varint
{
    /// <summary>How many bytes a number takes.</summary>
    public static int Size(ulong value) => (BitOperations.Log2(value | 1) + 7) / 7;

    /// <summary>Maps numbers near 0, negative ones too, to small ones.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
