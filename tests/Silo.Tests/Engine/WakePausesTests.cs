using OrleansSaga.Silo.Recovery;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>The memory of failed turns.</summary>
public sealed class WakePausesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly WakePauses _pauses;

    public WakePausesTests() => _pauses = new WakePauses(_time);

    [Fact]
    public void Failed_AgainAndAgain_DoublesUpToHalfAMinute()
    {
        var pauses = Enumerable.Range(0, 8).Select(_ => _pauses.Failed("g").TotalSeconds);

        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], pauses);
    }

    [Fact]
    public void IsPaused_UntilItsPauseIsOver()
    {
        _pauses.Failed("g");

        Assert.True(_pauses.IsPaused("g"));
        Assert.False(_pauses.IsPaused("other"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_pauses.IsPaused("g"));
    }

    [Fact]
    public void Succeeded_ForgetsTheFailures()
    {
        _pauses.Failed("g");
        _pauses.Failed("g");

        _pauses.Succeeded("g");

        Assert.False(_pauses.IsPaused("g"));
        Assert.Equal(TimeSpan.FromSeconds(1), _pauses.Failed("g"));
    }

    [Fact]
    public void Full_RemembersNoMoreAndStillDoublesThoseItKnows()
    {
        for (var i = 0; i < WakePauses.Most; i++)
            _pauses.Failed($"g{i}");

        Assert.Equal(TimeSpan.Zero, _pauses.Failed("one too many"));

        Assert.False(_pauses.IsPaused("one too many"));
        Assert.Equal(WakePauses.Most, _pauses.Count);
        Assert.Equal(TimeSpan.FromSeconds(2), _pauses.Failed("g0"));
    }

    [Fact]
    public void Clean_ForgetsOnlyWhoIsNotWokenAnyMore()
    {
        _pauses.Failed("gone");
        _time.Advance(TimeSpan.FromSeconds(50));
        _pauses.Failed("known");
        _time.Advance(TimeSpan.FromSeconds(12));

        _pauses.Clean();

        Assert.Equal(1, _pauses.Count);
        Assert.Equal(TimeSpan.FromSeconds(2), _pauses.Failed("known"));
    }
}
