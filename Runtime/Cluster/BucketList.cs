using System.Buffers.Binary;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A list of buckets as bytes: two each, little-endian.</summary>
internal static class BucketList
{
    /// <summary>The target of requests that release buckets.</summary>
    public const string Released = "released";

    public static byte[] Write(IReadOnlyCollection<short> buckets)
    {
        var bytes = new byte[buckets.Count * 2];
        var at = 0;
        foreach (var bucket in buckets)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(at), bucket);
            at += 2;
        }

        return bytes;
    }

    /// <exception cref="WireFormatException">It is no list of buckets.</exception>
    public static List<short> Read(ReadOnlySpan<byte> bytes, int buckets)
    {
        if (bytes.Length % 2 != 0 || bytes.Length > buckets * 2)
            throw new WireFormatException($"{bytes.Length} bytes are no list of buckets.");
        var list = new List<short>(bytes.Length / 2);
        for (; bytes.Length > 0; bytes = bytes[2..])
        {
            var bucket = BinaryPrimitives.ReadInt16LittleEndian(bytes);
            if (bucket < 0 || bucket >= buckets)
                throw new WireFormatException($"There is no bucket {bucket}.");
            list.Add(bucket);
        }

        return list;
    }
}
