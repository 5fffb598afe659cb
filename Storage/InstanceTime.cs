namespace OrleansSaga.Storage;

/// <summary>Bounds of instances (UUIDv7) by time, so that a walk over the listing touches only its window.</summary>
internal static class InstanceTime
{
    /// <summary>Instances are stamped by the clocks of silos and clients; nobody's is off by more than this.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

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
