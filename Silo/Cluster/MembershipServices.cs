using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Registers membership.</summary>
internal static class MembershipServices
{
    /// <summary>
    /// Adds it where there is a table of silos: on PostgreSQL, or where a test has registered one. Elsewhere this silo is the only one. To be
    /// called after the clock and before the actors.
    /// </summary>
    public static void AddMembership(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        var api = builder.Configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new();
        services.AddOptions<ClusterOptions>().Bind(builder.Configuration.GetSection(ClusterOptions.Section));
        var own = SiloIdentity.FeatureLevel(options);
        var hasTable = storage.Provider == StorageProvider.Postgres || services.Any(static service => service.ServiceType == typeof(ISiloTable));
        services.AddSingleton(new FeatureLevels(own, hasTable ? 1 : own));
        services.TryAddSingleton<IFeatureLevel>(static provider => provider.GetRequiredService<FeatureLevels>());
        if (!hasTable)
            return;

        services.TryAddSingleton(new SiloIdentity(SiloName.Of(options, api)));
        services.TryAddSingleton(static provider => MembershipTables.Postgres(provider.GetRequiredService<IOptions<StorageOptions>>().Value, provider.GetRequiredService<SiloIdentity>().Name));
        services.AddSingleton<MembershipService>();
        services.AddSingleton<ISiloMembership>(static provider => provider.GetRequiredService<MembershipService>());
        services.AddSingleton<ISiloDirectory>(static provider => provider.GetRequiredService<MembershipService>());
        services.AddHostedService(static provider => provider.GetRequiredService<MembershipService>());
        if (options.Secret.Length == 0)
            return;
        services.AddSingleton<IDrain>(static provider => provider.GetRequiredService<MembershipService>());
        services.PostConfigure<HostOptions>(host => host.ShutdownTimeout += options.DrainDelay + options.DrainTimeout);
    }
}
