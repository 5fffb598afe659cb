using OrleansSaga.Silo.Tests.Import;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A cluster of three for the tests that leave it as it is; started by the first that asks. They run one after the other.</summary>
public sealed class SharedCluster(ImportPostgres postgres) : IAsyncDisposable
{
    private Task<ClusterBed>? _bed;

    internal Task<ClusterBed> GetAsync() => _bed ??= ClusterBed.StartAsync(postgres);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_bed is { IsCompletedSuccessfully: true } started)
            await (await started).DisposeAsync();
    }
}

/// <summary>The tests that share a cluster.</summary>
[CollectionDefinition(Name)]
public sealed class SharedClusterTests : ICollectionFixture<SharedCluster>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "cluster";
}
