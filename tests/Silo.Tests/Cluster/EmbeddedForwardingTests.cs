namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>How the embedded runtime finds the silo that drives a transaction, by what it counts.</summary>
[Collection(SharedClusterTests.Name)]
public sealed class EmbeddedForwardingTests(SharedCluster cluster) : IAsyncLifetime
{
    private const string Forwarded = "orleanssaga_cluster_call_forwarded";
    private const string Served = "orleanssaga_cluster_call_served";
    private const string StandIn = "orleanssaga_cluster_call_stand_in";
    private const string RoutedAgain = "orleanssaga_cluster_call_routed_again";

    private ClusterBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await cluster.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Call_AtASiloThatDoesNotOwnIt_IsForwardedOnce()
    {
        var before = await CountsAsync();
        var expected = new double[3];
        for (var i = 0; i < 60; i++)
        {
            var (at, gid) = (i % 3, ClusterBed.NewGid());
            expected[at] += _bed.Silos[at].Owns(gid) ? 0 : 1;
            Assert.Equal("ok", await _bed.Silos[at].CallAsync("http", "prepare", _bed.Saga(gid, "/ok")));
        }

        var after = await CountsAsync();
        Assert.Equal(expected, after.Select((counts, i) => counts[0] - before[i][0]));
        Assert.Equal(expected.Sum(), after.Sum(static counts => counts[1]) - before.Sum(static counts => counts[1]));
        Assert.All(after, static counts => Assert.Equal((0, 0), (counts[2], counts[3])));
    }

    /// <summary>Of each silo: forwarded, served, stand-ins, routed again.</summary>
    private async Task<double[][]> CountsAsync() =>
        await Task.WhenAll(_bed.Silos.Select(static silo => Task.WhenAll(silo.MetricAsync(Forwarded), silo.MetricAsync(Served), silo.MetricAsync(StandIn), silo.MetricAsync(RoutedAgain))));
}
