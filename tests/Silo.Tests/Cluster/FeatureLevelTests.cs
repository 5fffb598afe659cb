using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>What may be written follows what the least of all silos reads, and never goes back.</summary>
public sealed class FeatureLevelTests : IDisposable
{
    private readonly MemorySilos _silos = new();
    private readonly Village _village;

    public FeatureLevelTests() => _village = new Village(_silos.Open);

    [Fact]
    public void Level_IsTheLeastThatAllRead()
    {
        var (old, young) = (_village.Join("old", level: 1), _village.Join("young", level: 2));
        _village.Run(2);

        Assert.Equal((1, 1), (old.Levels.Writable, young.Levels.Writable));
    }

    [Fact]
    public void Level_WhenTheLastOldSiloHasGone_RisesByItself()
    {
        var (old, young) = (_village.Join("old", level: 1), _village.Join("young", level: 2));
        _village.Run(1);
        old.IsUp = false;
        old.Agent.Leave();
        old.Table.Dispose();
        _village.Run(2);

        Assert.Equal((2, 2), (young.Levels.Writable, _silos.Cluster!.FeatureLevel));
        Assert.Single(young.Log.Of(2812));
    }

    [Fact]
    public void Joiner_ThatReadsLess_IsRefused()
    {
        _village.Join("young", level: 2);

        var refused = Assert.Throws<StorageConfigurationException>(() => _village.Join("old", level: 1));

        Assert.Contains("feature level 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'old'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Cluster:FeatureLevelCap", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Level_EditedUpByHand_IsWrittenOnlyAsFarAsThisSiloReads()
    {
        var silo = _village.Join("a", level: 2);
        _silos.Cluster = _silos.Cluster! with { FeatureLevel = 9 };
        _village.Run(1);

        Assert.Equal(2, silo.Levels.Writable);
    }

    [Fact]
    public void Level_EditedDownByHand_DoesNotSink()
    {
        var silo = _village.Join("a", level: 2);
        _silos.Cluster = _silos.Cluster! with { FeatureLevel = 1 };
        _village.Run(2);

        Assert.Equal((2, 2), (silo.Levels.Writable, _silos.Cluster.FeatureLevel));
    }

    public void Dispose() => _village.Dispose();
}
