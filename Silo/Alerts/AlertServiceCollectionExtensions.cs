using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Alerts;

/// <summary>Puts the alert hook into a host.</summary>
internal static class AlertServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IBranchAlerts"/> if a hook is configured; without one nobody looks for alerts at all.</summary>
    public static IServiceCollection AddBranchAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AlertOptions.Section);
        if (string.IsNullOrEmpty(section[nameof(AlertOptions.WebHook)]))
            return services;
        services.AddSingleton<IValidateOptions<AlertOptions>, AlertOptionsValidator>();
        services.AddOptions<AlertOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<AlertInstruments>();
        services.AddSingleton<AlertHook>();
        services.AddSingleton<IBranchAlerts>(provider => provider.GetRequiredService<AlertHook>());
        services.AddHostedService(provider => provider.GetRequiredService<AlertHook>());
        return services;
    }
}
