using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Silo.Hosting;

/// <summary>What the actor runtime keeps in the database beside the journal: Orleans its members and who listens to streams.</summary>
internal static class RuntimeTables
{
    /// <summary>Makes what is missing of it, where silos can be a cluster. Waits for a database that is away, as long as the journal does.</summary>
    /// <exception cref="StorageConfigurationException">Tables are missing and must not be made, or the database stays away.</exception>
    public static Task EnsureAsync(StorageOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        options.Provider == StorageProvider.Postgres ? EnsureAsync(options, time, static _ => { }, cancellationToken) : Task.CompletedTask;

    /// <summary>The same, and tells why it waits.</summary>
    /// <inheritdoc cref="EnsureAsync(StorageOptions, TimeProvider, CancellationToken)"/>
    public static async Task EnsureAsync(StorageOptions options, TimeProvider time, Action<string> onAway, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                await OrleansTables.EnsureAsync(options, cancellationToken);
                return;
            }
            catch (JournalUnavailableException away) when (time.GetElapsedTime(begun) < options.StartPatience)
            {
                onAway(away.Message);
            }
            catch (JournalUnavailableException away)
            {
                throw new StorageConfigurationException($"Orleans' tables could not be read within {StorageOptions.Section}:StartPatience ({options.StartPatience}). {away.Message}", away);
            }

            await Task.Delay(options.RetryPauseLimit, time, cancellationToken);
        }
    }
}
