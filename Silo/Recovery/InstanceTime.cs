namespace OrleansSaga.Silo.Recovery;

/// <summary>The creation time that an instance id (a UUIDv7) carries, in whole milliseconds (RFC 9562, 5.7).</summary>
public static class InstanceTime
{
    /// <summary>When the instance was created (UTC).</summary>
    public static DateTimeOffset Of(Guid instance)
    {
        Span<byte> bytes = stackalloc byte[16];
        instance.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (var i = 0; i < 6; i++)
            milliseconds = (milliseconds << 8) | bytes[i];
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
