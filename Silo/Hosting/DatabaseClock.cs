namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// The silo's time: a reading of the database's clock, run on by this machine's monotonic clock. Later readings only move it
/// forward. Times have microseconds, which is what databases keep. Timers run on the inner provider.
/// </summary>
public sealed class DatabaseClock(TimeProvider inner) : TimeProvider
{
    private readonly Lock _gate = new();
    private Reading? _reading;

    /// <inheritdoc/>
    public override long TimestampFrequency => inner.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var reading = Volatile.Read(ref _reading);
        var now = reading is null ? inner.GetUtcNow() : reading.DatabaseTime + inner.GetElapsedTime(reading.Timestamp);
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => inner.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes a reading of the database's clock; one behind our time is ignored.</summary>
    /// <param name="databaseTime">What the database said (UTC).</param>
    /// <param name="asked">Our timestamp when it was asked: the reading cannot be older than that.</param>
    public void Take(DateTimeOffset databaseTime, long asked)
    {
        lock (_gate)
        {
            if (_reading is null || databaseTime + inner.GetElapsedTime(asked) > GetUtcNow())
                Volatile.Write(ref _reading, new Reading(databaseTime, asked));
        }
    }

    private sealed record Reading(DateTimeOffset DatabaseTime, long Timestamp);
}
