using OrleansSaga.Silo.Hosting;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>The silo's time: the database's, run on by the monotonic clock.</summary>
public sealed class DatabaseClockTests
{
    private static readonly DateTimeOffset Database = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly Machine _machine = new();
    private readonly DatabaseClock _clock;

    public DatabaseClockTests() => _clock = new DatabaseClock(_machine);

    [Fact]
    public void Now_WallClockJumps_RunsOnByMonotonicTime()
    {
        _clock.Take(Database, _machine.GetTimestamp());

        _machine.Run(TimeSpan.FromSeconds(10));
        _machine.Jump(TimeSpan.FromMinutes(-7));
        Assert.Equal(Database.AddSeconds(10), _clock.GetUtcNow());
        _machine.Jump(TimeSpan.FromMinutes(14));
        Assert.Equal(Database.AddSeconds(10), _clock.GetUtcNow());
    }

    [Fact]
    public void Take_ReadingBehindUs_IsIgnored()
    {
        _clock.Take(Database, _machine.GetTimestamp());
        _machine.Run(TimeSpan.FromMinutes(1));

        _clock.Take(Database.AddSeconds(30), _machine.GetTimestamp());

        Assert.Equal(Database.AddMinutes(1), _clock.GetUtcNow());
    }

    [Fact]
    public void Take_ReadingAheadOfUs_MovesUsForward()
    {
        _clock.Take(Database, _machine.GetTimestamp());
        _machine.Run(TimeSpan.FromMinutes(1));

        _clock.Take(Database.AddMinutes(2), _machine.GetTimestamp());

        Assert.Equal(Database.AddMinutes(2), _clock.GetUtcNow());
    }

    [Fact]
    public void Take_FirstReadingBehindTheWallClock_CountsAllTheSame()
    {
        _machine.Jump(TimeSpan.FromDays(3_000));

        _clock.Take(Database, _machine.GetTimestamp());

        Assert.Equal(Database, _clock.GetUtcNow());
    }

    /// <summary>A machine whose wall clock can be set while its monotonic clock goes on.</summary>
    private sealed class Machine : TimeProvider
    {
        private readonly ManualTimeProvider _monotonic = new(Database);
        private TimeSpan _skew;

        public override long TimestampFrequency => _monotonic.TimestampFrequency;

        public void Run(TimeSpan by) => _monotonic.Advance(by);

        public void Jump(TimeSpan by) => _skew += by;

        public override long GetTimestamp() => _monotonic.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _monotonic.GetUtcNow() + _skew;
    }
}
