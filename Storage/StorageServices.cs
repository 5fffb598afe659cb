using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;
using OrleansSaga.Storage.Memory;
using OrleansSaga.Storage.Postgres;
using OrleansSaga.Storage.Sqlite;

namespace OrleansSaga.Storage;

/// <summary>Registers the journal.</summary>
public static class StorageServices
{
    /// <summary>
    /// Adds <see cref="IJournal"/>, <see cref="IJournalMaintenance"/>, <see cref="IKeyValueStore"/>, <see cref="JournalHealth"/> and <see cref="JournalStatistics"/>,
    /// with <see cref="StorageOptions"/> bound from <paramref name="section"/> and checked at start. The journal opens with the
    /// host and drains with it, so register it before the services that use it.
    /// </summary>
    /// <param name="services">The host's services; <see cref="TimeProvider"/> may be registered before, otherwise it is the system's.</param>
    /// <param name="section">Section <c>OrleansSaga:Storage</c>; null when the options are configured otherwise.</param>
    /// <param name="incarnation">Identifies this life of the silo in saga_writers; null for a new one.</param>
    public static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration? section = null, Guid? incarnation = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<StorageOptions>();
        if (section is not null)
            options.Bind(section);
        options.ValidateOnStart();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton<JournalHealth>();
        services.TryAddSingleton<JournalStatistics>();
        services.TryAddSingleton(provider => CreateJournal(provider, incarnation ?? Guid.NewGuid()));
        services.TryAddSingleton<IJournal>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.TryAddSingleton<IJournalMaintenance>(provider => provider.GetRequiredService<GroupCommitJournal>());
        services.TryAddSingleton<IKeyValueStore>(provider => new JournalKeyValueStore(
            provider.GetRequiredService<GroupCommitJournal>(), provider.GetRequiredService<IOptions<StorageOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<JournalHostedService>();
        return services;
    }

    private static GroupCommitJournal CreateJournal(IServiceProvider provider, Guid incarnation)
    {
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var time = provider.GetRequiredService<TimeProvider>();
        var logger = provider.GetRequiredService<ILogger<GroupCommitJournal>>();
        IJournalStore store = options.Provider switch
        {
            StorageProvider.Postgres => new PostgresJournalStore(options, incarnation, logger),
            StorageProvider.Sqlite => new SqliteJournalStore(options, incarnation, time, logger),
            _ => new MemoryJournalStore(new MemoryDatabase(), time),
        };
        return new GroupCommitJournal(
            store, options, time, provider.GetRequiredService<IMeterFactory>(), logger,
            provider.GetRequiredService<JournalHealth>(), provider.GetRequiredService<JournalStatistics>());
    }
}
