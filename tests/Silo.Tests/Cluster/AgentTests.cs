using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Silos that join, die, pause and leave, over a table in memory.</summary>
public sealed class AgentTests : IDisposable
{
    private readonly MemorySilos _silos = new();
    private readonly Village _village;

    public AgentTests() => _village = new Village(_silos.Open);

    [Fact]
    public void Join_OfThree_IsSeenByAll()
    {
        var a = _village.Join("a");
        var b = _village.Join("b");
        var c = _village.Join("c");
        _village.Run(1);

        Assert.All([a, b, c], silo => Assert.Equal("a b c", silo.Control.Members));
        Assert.Equal((a.Incarnation, "a:1"), (a.Control.Last.Self, a.Control.Last.Members[0].Endpoint));
        Assert.Equal([false, true, true], new[] { a, b, c }.Select(silo => silo.Agent.Status.Joined!.OthersLived));
        Assert.All([a, b, c], silo => Assert.False(silo.Agent.Status.Joined!.ReplacedOwnRow));
    }

    [Fact]
    public void View_ThatDidNotChange_IsAppliedOnce()
    {
        var a = _village.Join("a");
        var views = a.Control.Views.Count;
        _village.Run(10);

        Assert.Equal(views, a.Control.Views.Count);
    }

    [Fact]
    public void Silo_Killed_IsFoundDeadInTime()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        b.Kill();

        _village.Run(2.5);
        Assert.Equal("a b", a.Control.Members);
        _village.Run(1);
        Assert.Equal("a", a.Control.Members);
        Assert.Contains(b.Incarnation, a.Control.Last.Dead);
        Assert.Single(a.Log.Of(2804));
    }

    [Fact]
    public void Silo_KilledWithABrokenLink_IsFoundDeadSooner()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        b.Kill();
        a.Control.Unreachable.Add(b.Incarnation);

        _village.Run(2);
        Assert.Equal("a", a.Control.Members);
    }

    [Fact]
    public void Silo_KilledAndStartedAgain_ReplacesItsRowAtOnce()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        b.Kill();
        var again = _village.Join("b");
        _village.Run(0.5);

        Assert.True(again.Agent.Status.Joined!.ReplacedOwnRow);
        Assert.Equal("a b", a.Control.Members);
        Assert.Contains(b.Incarnation, a.Control.Last.Dead);
        Assert.Equal(again.Incarnation, a.Control.Last.Members[1].Incarnation);
    }

    [Fact]
    public void Outage_OfAnyLength_KillsNobodyAndIsLoggedOnce()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        _silos.IsAway = true;
        _village.Run(600);
        _silos.IsAway = false;
        a.Agent.Beat();
        _village.Run(10);

        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
        Assert.All([a, b], silo => Assert.Single(silo.Log.Of(2802)));
        Assert.All([a, b], silo => Assert.Single(silo.Log.Of(2803)));
        Assert.All([a, b], silo => Assert.Empty(silo.Log.Of(2804)));
    }

    [Fact]
    public void Silo_PausedTooLong_LearnsOfItsDeathAndJoinsAgain()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        var before = b.Incarnation;
        b.IsUp = false;
        _village.Run(10);
        Assert.Equal("a", a.Control.Members);
        var views = b.Control.Views.Count;
        b.IsUp = true;
        _village.Run(1);

        var (without, with) = (b.Control.Views.ElementAt(views), b.Control.Views.ElementAt(views + 1));
        Assert.Equal((before, false), (without.Self, without.Members.Any(member => member.Name == "b")));
        Assert.Contains(before, without.Dead);
        Assert.NotEqual(before, b.Incarnation);
        Assert.Equal((b.Incarnation, true), (with.Self, with.Members.Any(member => member.Incarnation == b.Incarnation && member.IsActive)));
        Assert.True(b.Agent.Status.Joined!.ReplacedOwnRow);
        Assert.Equal("a b", a.Control.Members);
        Assert.Contains("declared it dead", Assert.Single(b.Log.Of(2805)), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_PausedWithEverybody_KillsNobody()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        a.IsUp = b.IsUp = false;
        _village.Run(60);
        a.IsUp = true;
        _village.Pass(TimeSpan.Zero);
        b.IsUp = true;
        _village.Run(10);

        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
        Assert.Empty(b.Log.Of(2805));
    }

    [Fact]
    public void Name_OfALivingSilo_IsRefused()
    {
        _village.Join("a");

        var refused = Assert.Throws<StorageConfigurationException>(() => _village.Join("a"));

        Assert.Contains("Two silos must not have one name", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'a' (version 1.0, links at a:1, HTTP at http://a)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Cluster:Name", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_OfAPausedSilo_IsTakenOver_AndTheOtherStopsWhenItWakes()
    {
        var first = _village.Join("a");
        first.IsUp = false;

        var second = _village.Join("a");
        Assert.True(second.Agent.Status.Joined!.ReplacedOwnRow);
        _village.Run(1);
        first.IsUp = true;
        _village.Run(1);

        Assert.Contains("Two silos must not have one name", first.Agent.Fault, StringComparison.Ordinal);
        Assert.Null(second.Agent.Fault);
        Assert.Empty(second.Log.Of(2805));
        Assert.Single(first.Log.Of(2806));
    }

    [Fact]
    public void Leave_Announced_IsSeenAndThenTheRowIsGone()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        b.Agent.Become(SiloState.Leaving);
        _village.Run(1);
        Assert.Equal("a b?", a.Control.Members);
        Assert.All(Enumerable.Range(0, 4096), bucket => Assert.Equal("a", a.Control.Last.OwnerOf(bucket)!.Name));

        b.Agent.Leave();
        _village.Run(1);
        Assert.Equal("a", a.Control.Members);
        Assert.Empty(a.Control.Last.Dead);
        Assert.Null(_silos.Find("b"));
    }

    [Fact]
    public void Silo_FoundDeadWhileItLeaves_DoesNotComeBack()
    {
        _village.Join("a");
        var b = _village.Join("b");
        b.Agent.Become(SiloState.Leaving);
        _village.Run(1);
        _silos.Edit("b", row => row with { State = SiloState.Dead });
        _village.Run(2);

        Assert.Equal("a", b.Control.Members);
        Assert.Equal(SiloState.Dead, _silos.Find("b")!.State);
    }

    public void Dispose() => _village.Dispose();
}
