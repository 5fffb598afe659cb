namespace OrleansSaga.TestKit;

/// <summary>A machine whose wall clock is wrong, and whose monotonic clock and timers are not.</summary>
public sealed class SkewedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
}
