using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Who may join whom, and what is said to who may not.</summary>
public sealed class JoinTests : IDisposable
{
    private const string Other = "another secret, of over 32 bytes too";

    private readonly MemorySilos _silos = new();
    private readonly Village _village;

    public JoinTests() => _village = new Village(_silos.Open);

    [Fact]
    public void Secret_Wrong_IsRefused() => AssertRefused(Rows.Secret, Other, "is not the one of the cluster", "Use the same secret");

    [Fact]
    public void Secret_Missing_BesideACluster_IsRefused() => AssertRefused(Rows.Secret, "", "has no OrleansSaga:Cluster:Secret", "Give this one the OrleansSaga:Cluster:Secret of that cluster");

    [Fact]
    public void Secret_Missing_BesideASiloWithoutOne_IsRefused() => AssertRefused("", "", "has no OrleansSaga:Cluster:Secret", "give both the same OrleansSaga:Cluster:Secret");

    [Fact]
    public void Secret_BesideASiloWithoutOne_IsRefused() => AssertRefused("", Rows.Secret, "without OrleansSaga:Cluster:Secret", "start it with the same secret");

    [Theory]
    [InlineData(Rows.Secret, Other)]
    [InlineData(Rows.Secret, "")]
    [InlineData("", Rows.Secret)]
    [InlineData("", "")]
    public void Secret_WhenNobodyLivesAnyMore_IsReplaced(string before, string after)
    {
        _village.Join("a", secret: before).Kill();

        var b = _village.Join("b", secret: after);

        Assert.False(b.Agent.Status.Joined!.OthersLived);
        Assert.Equal(after.Length > 0, _silos.Cluster!.SecretCheck is not null);
        Assert.Equal(SiloState.Dead, _silos.Find("a")!.State);
    }

    [Fact]
    public void Secret_OtherThanThatOfASiloThatOnlyHoldsItsLock_IsReplacedAfterAWhile()
    {
        _village.Join("a").IsUp = false;
        var begun = _village.Time.GetTimestamp();

        _village.Join("b", secret: Other);

        Assert.InRange(_village.Time.GetElapsedTime(begun), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
        Assert.Equal(SiloState.Dead, _silos.Find("a")!.State);
    }

    [Fact]
    public void Secret_IsNotStored()
    {
        _village.Join("a");

        var check = _silos.Cluster!.SecretCheck!.Value;
        Assert.Equal(32, check.Length);
        Assert.Equal(SecretCheck.Of(Rows.Secret, _silos.Cluster.Id), check.ToArray());
        Assert.NotEqual(SecretCheck.Of(Rows.Secret, Guid.NewGuid()), check.ToArray());
    }

    [Theory]
    [InlineData(true, "versions 1 of the link's protocol", "speaks 2 to 3")]
    [InlineData(false, "schema versions 1 to 4", "with 5 to 7")]
    public void Range_ThatDoesNotMeetALivingSilos_IsRefused(bool isLink, string own, string theirs)
    {
        _village.Join("a");
        _silos.Edit("a", row => row with { Claim = isLink ? row.Claim with { Link = new VersionRange(2, 3) } : row.Claim with { Schema = new VersionRange(5, 7) } });
        var moving = new JoinEvidence([_silos.Find("a")!.Incarnation], []);

        var attempt = _silos.Open("b").TryJoin(new JoinRequest(Rows.Claim("b"), Guid.NewGuid(), SiloState.Joining, Rows.Secret, true, moving));

        Assert.Contains(own, attempt.Refusal, StringComparison.Ordinal);
        Assert.Contains(theirs, attempt.Refusal, StringComparison.Ordinal);
        Assert.Contains("'a' (version 1.0", attempt.Refusal, StringComparison.Ordinal);
        Assert.Contains("'b' (version 1.0)", attempt.Refusal, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Runtimes => new()
    {
        { SiloClaim.EmbeddedRuntime, "Orleans, cluster one" },
        { "Orleans, cluster one", SiloClaim.EmbeddedRuntime },
        { "Orleans, cluster one", "Orleans, cluster two" },
    };

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Runtime_OtherThanALivingSilos_IsRefused(string first, string second)
    {
        _village.Join("a", runtime: first);

        var refused = Assert.Throws<StorageConfigurationException>(() => _village.Join("b", runtime: second));

        Assert.Contains($"This silo, 'b', carries its grains on '{second}', and a silo 'a' (version 1.0", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"lives on this database on '{first}'", refused.Message, StringComparison.Ordinal);
        Assert.Null(_silos.Find("b"));
    }

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void Runtime_WhenNobodyLivesAnyMore_IsReplaced(string first, string second)
    {
        _village.Join("a", runtime: first).Kill();

        _village.Join("b", runtime: second);

        Assert.Equal((SiloState.Dead, second), (_silos.Find("a")!.State, _silos.Find("b")!.Claim.Runtime));
    }

    [Fact]
    public void Silos_AllKilled_StartInAnotherOrderWithoutWaiting()
    {
        List<Villager> all = [_village.Join("a"), _village.Join("b"), _village.Join("c")];
        all.ForEach(silo => silo.Kill());
        var begun = _village.Time.GetTimestamp();

        List<Villager> again = [_village.Join("c"), _village.Join("a"), _village.Join("b")];

        Assert.Equal(TimeSpan.Zero, _village.Time.GetElapsedTime(begun));
        Assert.All(again, silo => Assert.True(silo.Agent.Status.Joined!.ReplacedOwnRow));
        Assert.Equal([false, true, true], again.Select(silo => silo.Agent.Status.Joined!.OthersLived));
        _village.Run(5);
        Assert.All(again, silo => Assert.Equal("a b c", silo.Control.Members));
    }

    public void Dispose() => _village.Dispose();

    private void AssertRefused(string first, string second, params string[] said)
    {
        _village.Join("a", secret: first);

        var refused = Assert.Throws<StorageConfigurationException>(() => _village.Join("b", secret: second));

        Assert.All(said.Append("'a' (version 1.0").Append("'b'"), words => Assert.Contains(words, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain(Rows.Secret, refused.Message, StringComparison.Ordinal);
        Assert.Null(_silos.Find("b"));
    }
}
