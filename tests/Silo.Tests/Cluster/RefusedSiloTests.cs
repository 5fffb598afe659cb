using OrleansSaga.Silo.Operations;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Who does not belong to the cluster is kept out, and is told why.</summary>
[Collection(SharedClusterTests.Name)]
public sealed class RefusedSiloTests(SharedCluster cluster) : IAsyncLifetime
{
    private ClusterBed _bed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await cluster.GetAsync();

    /// <summary>Whatever a test did: the cluster is as before.</summary>
    public async ValueTask DisposeAsync()
    {
        var gid = ClusterBed.NewGid(_bed.Silos[1]);
        Assert.Equal("ok", await _bed.Silos[0].CallAsync("http", "prepare", _bed.Saga(gid, "/ok")));
        Assert.All(_bed.Silos, static silo => Assert.Equal(["silo-1 active", "silo-2 active", "silo-3 active"], silo.Sees()));
    }

    [Fact]
    public async Task Silo_WithAnotherSecret_IsRefusedInPlainWords()
    {
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => ClusterSilo.StartAsync(_bed.ConnectionString, "silo-4", $"--OrleansSaga:Cluster:Secret={Rows.Secret}x"));

        Assert.Contains("OrleansSaga:Cluster:Secret of this silo, 'silo-4', is not the one of the cluster", refused.Message, StringComparison.Ordinal);
        Assert.Contains("in which a silo 'silo-1'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Rows.Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_WithTheNameOfAnother_IsRefused()
    {
        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => ClusterSilo.StartAsync(_bed.ConnectionString, "silo-2"));

        Assert.Contains("Two silos must not have one name, and a silo 'silo-2'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CanStop_InTheCluster_Yes()
    {
        var output = new StringWriter();

        var code = await SiloCommand.RunAsync(["silo", "can-stop", .. ClusterSilo.Configuration(_bed.ConnectionString, "silo-2")], output, TextWriter.Null, TimeProvider.System);

        Assert.True(code == SiloExit.Yes, output.ToString());
    }
}
