using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Ownership;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A host with membership over a table in memory, a router that only writes down, and one more service that stops before membership does.</summary>
internal sealed class ServiceBed : IDisposable
{
    private readonly IHost _host;

    public ServiceBed(MemorySilos silos, string name, string secret = Rows.Secret, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        Dictionary<string, string?> configuration = new()
        {
            ["OrleansSaga:Cluster:Name"] = name,
            ["OrleansSaga:Cluster:Secret"] = secret,
            ["OrleansSaga:Cluster:HeartbeatInterval"] = "00:00:00.1",
            ["OrleansSaga:Cluster:DrainDelay"] = "00:00:00",
            ["OrleansSaga:Storage:Provider"] = "memory",
        };
        foreach (var (key, value) in settings)
            configuration[key] = value;
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Closing>();
        builder.Services.AddSingleton<ISiloTable>(silos.Open(name));
        builder.Services.AddSingleton<IClusterControl>(Control);
        builder.Services.Configure<StorageOptions>(builder.Configuration.GetSection(StorageOptions.Section));
        builder.AddMembership();
        builder.Services.AddHostedService(_ => new Later(this, () => silos.Find(name)));
        _host = builder.Build();
        Control.On = what => Events.Enqueue($"{what} {silos.Find(name)?.State}");
    }

    public RecordingControl Control { get; } = new();

    /// <summary>What happened, with the state of the row at that moment.</summary>
    public ConcurrentQueue<string> Events { get; } = [];

    public MembershipService Service => _host.Services.GetRequiredService<MembershipService>();

    public IHostApplicationLifetime Lifetime => _host.Services.GetRequiredService<IHostApplicationLifetime>();

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public void Dispose() => _host.Dispose();

    private sealed class Later(ServiceBed bed, Func<SiloRow?> row) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            bed.Events.Enqueue($"start {row()?.State}");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            bed.Events.Enqueue($"stop {row()?.State}");
            return Task.CompletedTask;
        }
    }
}
