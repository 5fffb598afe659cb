using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Branches;

/// <summary>Puts the branch caller into a host.</summary>
internal static class BranchCallerServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IBranchCaller"/>; its limits are read from <see cref="BranchCallOptions.Section"/> and checked at start.</summary>
    public static IServiceCollection AddBranchCaller(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BranchCallOptions>, BranchCallOptionsValidator>());
        services.AddOptions<BranchCallOptions>()
            .Bind(configuration.GetSection(BranchCallOptions.Section))
            .Configure(static options => options.InDocker = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("IS_DOCKER")))
            .ValidateOnStart();
        services.TryAddSingleton<BranchInstruments>();
        services.TryAddSingleton<IBranchCaller, BranchCaller>();
        return services;
    }
}
