using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansSaga.Runtime.Tests;

/// <summary>One silo of a <see cref="TestCluster"/>.</summary>
internal sealed class ClusterSilo : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ClusterSilo(TestCluster cluster, string name)
    {
        Name = name;
        Place = new Place(name);
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(cluster.Time)
            .AddSingleton(Place)
            .AddEmbeddedActorRuntime(null, [typeof(PlaceGrain), typeof(LocalGrain)])
            .BuildServiceProvider();
        Silo = _services.GetRequiredService<EmbeddedSilo>();
        var options = new EmbeddedClusterOptions { Buckets = TestCluster.Buckets, BucketOf = TestCluster.BucketOf };
        var instruments = new ClusterInstruments(_services.GetRequiredService<IMeterFactory>(), Ownership);
        Dispatcher = new LinkDispatcher(Silo, Ownership, options, instruments);
        Runtime = new ClusterRuntime(Silo, options, Ownership, instruments, new FakeLinks(cluster, this), Dispatcher, () => Task.CompletedTask);
    }

    public string Name { get; }

    public Guid Incarnation { get; set; } = Guid.NewGuid();

    public Place Place { get; }

    public EmbeddedSilo Silo { get; }

    public BucketOwnership Ownership { get; } = new();

    public LinkDispatcher Dispatcher { get; }

    public ClusterRuntime Runtime { get; }

    /// <summary>Nothing comes in or goes out any more.</summary>
    public bool IsCut { get; set; }

    public IPlaceGrain Grain(string key) => Silo.GrainFactory.GetGrain<IPlaceGrain>(key);

    /// <summary>What it is told to take over next.</summary>
    public async Task<IReadOnlyList<short>> TakeOver() => await Ownership.NextTakeOverAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public async Task StartAsync()
    {
        await Silo.StartAsync(CancellationToken.None);
        await Runtime.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.StopAsync(CancellationToken.None);
        Runtime.Dispose();
        await _services.DisposeAsync();
    }
}
