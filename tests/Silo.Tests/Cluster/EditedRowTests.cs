using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>What somebody does to the rows by hand: said in a line of the log, and made good by joining again.</summary>
public sealed class EditedRowTests : IDisposable
{
    private readonly MemorySilos _silos = new();
    private readonly Village _village;

    public EditedRowTests() => _village = new Village(_silos.Open);

    public static TheoryData<string, string> Edits => new()
    {
        { "delete", "deleted" }, { "state", "edited by hand" }, { "endpoint", "edited by hand" }, { "level", "edited by hand" },
        { "dead", "declared it dead" }, { "incarnation", "edited by hand" }, { "name", "deleted" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Row_EditedByHand_IsMadeGood(string edit, string said)
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        var before = b.Incarnation;

        _silos.Edit("b", row => edit switch
        {
            "delete" => null,
            "state" => row with { State = SiloState.Leaving },
            "endpoint" => row with { Claim = row.Claim with { Endpoint = "elsewhere:9" } },
            "level" => row with { Claim = row.Claim with { FeatureLevel = 1 } },
            "dead" => row with { State = SiloState.Dead },
            "incarnation" => row with { Incarnation = Guid.NewGuid() },
            _ => row with { Claim = row.Claim with { Name = "z" } },
        });
        _village.Run(10);

        Assert.Contains(said, Assert.Single(b.Log.Of(2805)), StringComparison.Ordinal);
        Assert.NotEqual(before, b.Incarnation);
        Assert.Equal((b.Incarnation, SiloState.Active, "b:1"), (_silos.Find("b")!.Incarnation, _silos.Find("b")!.State, _silos.Find("b")!.Claim.Endpoint));
        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
    }

    [Fact]
    public void Beat_EditedByHand_DoesNotMatter()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _silos.Edit("b", row => row with { Beat = -5 });
        _village.Run(10);

        Assert.Equal("a b", a.Control.Members);
        Assert.Empty(b.Log.Of(2805));
    }

    [Fact]
    public void ClusterRow_Deleted_IsMadeAgain()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _silos.Cluster = null;
        _village.Run(10);

        Assert.Equal(2, _silos.Cluster!.FeatureLevel);
        Assert.NotNull(_silos.Cluster.SecretCheck);
        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
    }

    [Fact]
    public void Row_OfASiloThatNeverWas_IsBuried()
    {
        var a = _village.Join("a");
        _village.Join("b");
        _silos.Edit("b", row => row with { Claim = Rows.Claim("ghost"), Incarnation = Guid.NewGuid() });
        _village.Run(10);

        Assert.Equal("a b", a.Control.Members);
        Assert.Equal(SiloState.Dead, _silos.Find("ghost")!.State);
    }

    public void Dispose() => _village.Dispose();
}
