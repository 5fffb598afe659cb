using System.Text;

namespace OrleansSaga.Grains.Journal;

/// <summary>
/// The bucket of a gid: one of 4,096 classes by which silos share work. The function is fixed for ever, because the
/// bucket stands in stored rows: FNV-1a (64 bit) over the UTF-8 bytes, then the fmix64 finalizer, modulo 4,096.
/// </summary>
public static class Bucket
{
    /// <summary>How many buckets there are.</summary>
    public const int Count = 4096;

    /// <summary>The bucket of <paramref name="gid"/>, 0 to 4,095.</summary>
    public static short Of(string gid)
    {
        ArgumentNullException.ThrowIfNull(gid);
        Span<byte> utf8 = stackalloc byte[512];
        if (!Encoding.UTF8.TryGetBytes(gid, utf8, out var length))
            return Of(Encoding.UTF8.GetBytes(gid));
        return Of(utf8[..length]);
    }

    private static short Of(ReadOnlySpan<byte> utf8)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in utf8)
            hash = (hash ^ value) * 0x100000001b3UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (short)((hash ^ (hash >> 33)) % Count);
    }
}
