using Microsoft.Extensions.DependencyInjection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Makes an embedded runtime one of a cluster.</summary>
public static class ClusterServiceCollectionExtensions
{
    /// <summary>
    /// Adds routing, hand-over and links. Membership has to give views to <see cref="IClusterControl"/>; until the first one
    /// everything runs here. The host opens the port for links and hands its requests to <see cref="LinkEndpoint"/>.
    /// </summary>
    /// <param name="services">Where the embedded runtime was added before.</param>
    /// <param name="cluster">Buckets and times.</param>
    /// <param name="links">Secret, name and incarnation, limits.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddEmbeddedCluster(this IServiceCollection services, EmbeddedClusterOptions cluster, Func<IServiceProvider, LinkOptions> links)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(cluster);
        services.AddSingleton(cluster);
        services.AddSingleton<BucketOwnership>();
        services.AddSingleton<ClusterInstruments>();
        services.AddSingleton<LinkDispatcher>();
        services.AddSingleton<ILinkHandler>(static provider => provider.GetRequiredService<LinkDispatcher>());
        services.AddSiloLinks(links);
        services.AddSingleton(static provider => new ClusterRuntime(
            provider.GetRequiredService<EmbeddedSilo>(),
            provider.GetRequiredService<EmbeddedClusterOptions>(),
            provider.GetRequiredService<BucketOwnership>(),
            provider.GetRequiredService<ClusterInstruments>(),
            provider.GetRequiredService<ILinkFactory>(),
            provider.GetRequiredService<LinkDispatcher>(),
            provider.GetRequiredService<LinkServer>().CloseAsync));
        services.AddSingleton<IClusterControl>(static provider => provider.GetRequiredService<ClusterRuntime>());
        services.AddSingleton<IClusterMessages>(static provider => provider.GetRequiredService<ClusterRuntime>());
        services.AddHostedService(static provider => provider.GetRequiredService<ClusterRuntime>());
        return services;
    }
}
