namespace OrleansSaga.Grains.Journal;

/// <summary>Instances are UUIDv7 (RFC 9562, 5.7): they begin with their creation time in milliseconds, and sort by it.</summary>
public static class InstanceTime
{
    /// <summary>Instances are stamped by the clocks of silos and clients; nobody's is off by more than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    /// <summary>
    /// A new instance. What the time has below the millisecond stands behind it (RFC 9562, 6.2, method 3), so that lists show what was
    /// created within one millisecond in its order, too.
    /// </summary>
    public static Guid New(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        var fraction = (int)(now.UtcTicks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond);
        bytes[6] = (byte)(0x70 | (fraction >> 8));
        bytes[7] = (byte)fraction;
        return new Guid(bytes, bigEndian: true);
    }

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
