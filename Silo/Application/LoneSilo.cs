using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Application;

/// <summary>A silo that knows of no other.</summary>
internal sealed class LoneSilo(
    IConfiguration configuration, IHostApplicationLifetime lifetime, IServer server, TimeProvider time) : ISiloDirectory
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly string _name = SiloName.Of(
        configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new(), configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new());

    public bool IsServing => true;

    public string? Fault => null;

    public IReadOnlyList<SiloEntry> List() =>
    [
        new SiloEntry
        {
            Name = _name,
            State = lifetime.ApplicationStopping.IsCancellationRequested ? "leaving" : lifetime.ApplicationStarted.IsCancellationRequested ? "active" : "joining",
            Version = BuildVersion.Current,
            HttpEndpoint = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(),
            FeatureLevel = RecordCodec.FeatureLevel,
            StartedAt = _startedAt,
            LastBeatAt = time.GetUtcNow(),
            IsThis = true,
        },
    ];
}
