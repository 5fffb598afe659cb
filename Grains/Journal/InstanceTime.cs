namespace OrleansSaga.Grains.Journal;

/// <summary>Instances are UUIDv7 (RFC 9562, 5.7): they begin with their creation time in milliseconds, and sort by it.</summary>
public static class InstanceTime
{
    /// <summary>Instances are stamped by the clocks of silos and clients; nobody's is off by more than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

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

    /// <summary>Below every instance created at or after <paramref name="time"/>.</summary>
    public static Guid Before(DateTimeOffset time) => At(time - Slack, 0x00);

    /// <summary>Above every instance created before or at <paramref name="time"/>.</summary>
    public static Guid Behind(DateTimeOffset time) => At(time + Slack, 0xFF);

    private static Guid At(DateTimeOffset time, byte fill)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(fill);
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        for (var i = 5; i >= 0; i--, milliseconds >>= 8)
            bytes[i] = (byte)milliseconds;
        return new Guid(bytes, bigEndian: true);
    }
}
