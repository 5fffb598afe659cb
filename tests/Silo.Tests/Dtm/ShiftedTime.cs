namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>The system's time, moved forward by a test. Timers run on in real time: who looks at the clock from time to time sees the jump, who set a timer before does not.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Interlocked.Read(ref _ticks);

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
