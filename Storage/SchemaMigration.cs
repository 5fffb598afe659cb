using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Orleans;
using OrleansSaga.Storage.Postgres;
using OrleansSaga.Storage.Sqlite;

namespace OrleansSaga.Storage;

/// <summary>Makes or expands the schema without starting a journal. Silos may run meanwhile: on PostgreSQL one process at a time changes the schema.</summary>
public static class SchemaMigration
{
    /// <summary>Brings the schema to this build's version, whatever <see cref="StorageOptions.AutoMigrate"/> says.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="forOrleans">Also makes the tables of Orleans' providers, where they are in the same database: on PostgreSQL.</param>
    /// <param name="time">Measures <see cref="StorageOptions.StartPatience"/>, for which a database that is away is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageConfigurationException">The database is away, refuses, is in use, or is newer than this build.</exception>
    /// <exception cref="ArgumentException">The provider has no schema.</exception>
    public static async Task<SchemaChange> RunAsync(StorageOptions options, bool forOrleans, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AutoMigrate = true;
        switch (options.Provider)
        {
            case StorageProvider.Postgres:
                var postgres = new PostgresJournalStore(options, Guid.Empty, NullLogger.Instance);
                await OpenAsync(postgres, options, time, cancellationToken).ConfigureAwait(false);
                if (forOrleans)
                    await OrleansTables.EnsureAsync(options, time, static _ => { }, cancellationToken).ConfigureAwait(false);
                return new SchemaChange(postgres.Location, postgres.SchemaBefore, Math.Max(postgres.SchemaBefore, PostgresSchema.Version));
            case StorageProvider.Sqlite:
                var sqlite = new SqliteJournalStore(options, Guid.Empty, time, NullLogger.Instance);
                await OpenAsync(sqlite, options, time, cancellationToken).ConfigureAwait(false);
                return new SchemaChange(sqlite.Location, sqlite.SchemaBefore, SqliteSchema.Version);
            default:
                throw new ArgumentException($"{options.Provider} has no schema.", nameof(options));
        }
    }

    private static async Task OpenAsync(IJournalStore store, StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var _ = store.ConfigureAwait(false);
        await StartPatience.OpenAsync(store.OpenAsync, options, time, static _ => { }, cancellationToken).ConfigureAwait(false);
    }
}
