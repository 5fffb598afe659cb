using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Registers the embedded actor runtime.</summary>
public static class EmbeddedRuntimeServiceCollectionExtensions
{
    /// <summary>
    /// Adds the runtime: an <see cref="IGrainFactory"/> singleton, and a hosted service that collects idle grains and
    /// stops the grains with the host. Hosted services stop in reverse order, so add the runtime before what calls grains.
    /// </summary>
    /// <param name="services">Where to add it. Grains get their constructor arguments from its root provider.</param>
    /// <param name="configure">Sets options that are not to have their defaults.</param>
    /// <param name="grainAssemblies">Where the grain classes are. All that derive from <see cref="Grain"/> are served.</param>
    /// <returns>The same collection.</returns>
    /// <exception cref="InvalidOperationException">The runtime was added before, or a grain could not work: the message lists all faults.</exception>
    public static IServiceCollection AddEmbeddedActorRuntime(
        this IServiceCollection services,
        Action<EmbeddedRuntimeOptions>? configure,
        params Assembly[] grainAssemblies)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(grainAssemblies);
        return services.AddEmbeddedActorRuntime(configure, grainAssemblies.SelectMany(static assembly => assembly.GetTypes()));
    }

    internal static IServiceCollection AddEmbeddedActorRuntime(
        this IServiceCollection services,
        Action<EmbeddedRuntimeOptions>? configure,
        IEnumerable<Type> types)
    {
        if (services.Any(static service => service.ServiceType == typeof(EmbeddedSilo)))
            throw new InvalidOperationException("The embedded actor runtime was added before: add it once, with all grain assemblies.");

        var options = services.AddOptions<EmbeddedRuntimeOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.AddSingleton<IValidateOptions<EmbeddedRuntimeOptions>, EmbeddedRuntimeOptionsValidator>();
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(GrainCatalogBuilder.Scan(types));
        services.AddSingleton<EmbeddedSilo>();
        services.AddSingleton<IGrainFactory>(static provider =>
        {
            // A cluster's router takes its place in the silo before anybody calls.
            provider.GetService<ClusterRuntime>();
            return provider.GetRequiredService<EmbeddedSilo>().GrainFactory;
        });
        services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedSilo>());
        return services;
    }
}
