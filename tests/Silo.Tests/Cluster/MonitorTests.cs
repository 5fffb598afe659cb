using OrleansSaga.Silo.Cluster;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Who is dead, moment by moment: DeadAfter 3 s, SuspectAfter 1.5 s, our own beats every 0.5 s.</summary>
public sealed class MonitorTests
{
    private readonly MembershipMonitor _monitor = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1.5));
    private readonly Guid _self = Guid.NewGuid();
    private readonly Guid _peer = Guid.NewGuid();
    private bool _isBroken;

    [Fact]
    public void Beat_StandingStill_IsDeadAfterTheLimitAndNotBefore() =>
        Assert.Equal(3.0, FirstVerdict(from: 0, to: 10, beatAt: _ => 7));

    [Fact]
    public void Beat_StandingStillWithABrokenLink_IsDeadAfterTheShorterLimit()
    {
        _isBroken = true;

        Assert.Equal(1.5, FirstVerdict(0, 10, _ => 7));
    }

    [Fact]
    public void Beat_MovingWithABrokenLink_IsNotDead()
    {
        _isBroken = true;

        Assert.Null(FirstVerdict(0, 60, at => (long)at));
    }

    [Fact]
    public void Beat_MovingJustBelowTheLimit_IsNotDead() => Assert.Null(FirstVerdict(0, 60, at => (long)(at / 2.9)));

    [Fact]
    public void Beat_ThatGoesBack_HasMoved() => Assert.Null(FirstVerdict(0, 60, at => -(long)at));

    [Fact]
    public void Verdict_NamesTheBeatThatWasSeen()
    {
        FirstVerdict(0, 2.5, _ => 7);

        var verdict = Assert.Single(Commit(3, 7));
        Assert.Equal((_peer, 7, TimeSpan.FromSeconds(3)), (verdict.Incarnation, verdict.Beat, verdict.Stillness));
    }

    [Fact]
    public void Peer_FirstSeen_GetsTheFullTime()
    {
        for (var at = 0.0; at < 10; at += 0.5)
            Assert.Empty(_monitor.Committed(Seconds(at), Seconds(at), _self, [], _ => true));

        Assert.Equal(13.0, FirstVerdict(10, 20, _ => 7));
    }

    [Fact]
    public void Incarnation_New_GetsTheFullTime()
    {
        FirstVerdict(0, 2.5, _ => 7);
        var again = Row(7) with { Incarnation = Guid.NewGuid() };

        Assert.Empty(_monitor.Committed(Seconds(3), Seconds(3), _self, [again], _ => false));
    }

    [Fact]
    public void OwnBeat_Failed_RestartsTheCounts()
    {
        FirstVerdict(0, 2.5, _ => 7);
        _monitor.Failed();

        Assert.Equal(6.0, FirstVerdict(3, 10, _ => 7));
    }

    [Fact]
    public void OwnBeat_AfterAGap_RestartsTheCounts()
    {
        FirstVerdict(0, 1, _ => 7);

        Assert.Equal(64.0, FirstVerdict(61, 70, _ => 7));
    }

    [Fact]
    public void OwnBeat_AnsweredLate_RestartsTheCounts()
    {
        FirstVerdict(0, 2.5, _ => 7);

        Assert.Empty(_monitor.Committed(Seconds(3), Seconds(3.5), _self, [Row(7)], _ => false));
        Assert.Equal(6.5, FirstVerdict(4, 10, _ => 7));
    }

    [Fact]
    public void Silo_DeadOrSelf_IsNotJudged()
    {
        for (var at = 0.0; at < 10; at += 0.5)
            Assert.Empty(_monitor.Committed(Seconds(at), Seconds(at), _self, [Row(7) with { State = SiloState.Dead }, Row(7) with { Incarnation = _self }], _ => true));
    }

    [Fact]
    public void Verdict_ThatWasNotWritten_IsGivenAgain()
    {
        FirstVerdict(0, 3, _ => 7);

        Assert.Single(Commit(3.5, 7));
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);

    /// <summary>Beats of our own every half second; the time of the first verdict.</summary>
    private double? FirstVerdict(double from, double to, Func<double, long> beatAt)
    {
        for (var at = from; at <= to; at += 0.5)
        {
            if (Commit(at, beatAt(at)).Count > 0)
                return at;
        }

        return null;
    }

    private IReadOnlyList<Verdict> Commit(double at, long beat) => _monitor.Committed(Seconds(at), Seconds(at), _self, [Row(beat)], _ => _isBroken);

    private SiloRow Row(long beat) => Rows.Of("peer", _peer, beat);
}
