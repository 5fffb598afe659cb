namespace OrleansSaga.Runtime.Embedded;

/// <summary>When a call's time is up, as a timestamp of the silo's own monotonic clock.</summary>
internal readonly record struct LinkDeadline(long Timestamp, long Frequency)
{
    /// <summary>What a frame can say; more than that is never.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue);

    public static LinkDeadline After(TimeSpan timeLeft, long now, long frequency)
    {
        if (timeLeft == Timeout.InfiniteTimeSpan || timeLeft > Longest)
            timeLeft = Longest;
        return new LinkDeadline(now + (long)(timeLeft.TotalSeconds * frequency), frequency);
    }

    /// <summary>What is left, rounded up; 0 when the time is up.</summary>
    public uint MillisecondsLeft(long now) =>
        now >= Timestamp ? 0 : (uint)Math.Min(uint.MaxValue, Math.Ceiling((Timestamp - now) * 1000.0 / Frequency));
}
