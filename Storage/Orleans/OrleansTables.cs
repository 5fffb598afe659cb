using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Storage.Orleans;

/// <summary>
/// The tables and queries of Orleans' clustering and grain storage providers in the journal's PostgreSQL. The providers find them with the same
/// connection string; nothing here needs Orleans itself.
/// </summary>
public static class OrleansTables
{
    private const string Upsert =
        """
        insert into orleansquery (querykey, querytext) select * from unnest($1, $2)
        on conflict (querykey) do update set querytext = excluded.querytext where not $3 and orleansquery.querytext <> excluded.querytext
        """;

    /// <summary>
    /// Creates what is missing and brings the queries to what this version needs, one silo at a time. If all is there, it is one read.
    /// Rows of other keys, such as those of reminders, are left alone, and so is what a later version has installed.
    /// </summary>
    /// <param name="options">Where the journal is.</param>
    /// <param name="cancellationToken">Gives up; nothing is left half done.</param>
    /// <exception cref="StorageConfigurationException">The journal is not in PostgreSQL, something is missing while <see cref="StorageOptions.AutoMigrate"/> is off, or the database refuses the user.</exception>
    /// <exception cref="JournalUnavailableException">The database does not answer, or a table is in use for too long. May be tried again.</exception>
    public static async Task EnsureAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Provider != StorageProvider.Postgres)
            throw new StorageConfigurationException($"Orleans keeps its members and states in PostgreSQL only. Set {StorageOptions.Section}:Provider=postgres.");
        var settings = new PostgresSettings(options, Guid.Empty);
        try
        {
            var connection = new NpgsqlConnection(settings.WriterConnectionString);
            await using var _ = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await EnsureAsync(connection, settings.AutoMigrate, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (PostgresErrors.ToRefusal(exception) is { } refusal)
        {
            throw refusal;
        }
        catch (PostgresException exception) when (exception is { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "orleansstorage" })
        {
            throw new StorageConfigurationException(
                "The table orleansstorage, made by another script, holds the state of a grain twice. Delete the row of the lower version and start again.", exception);
        }
        catch (Exception exception) when (PostgresErrors.ToStoreException(exception) is not null)
        {
            throw PostgresErrors.ToUnavailable(exception);
        }
    }

    /// <summary>The same, and waits for a database that is away for as long as <see cref="StorageOptions.StartPatience"/>.</summary>
    /// <param name="options">Where the journal is.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="onNotYet">Hears why, each time that it is tried again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageConfigurationException">As above, or it took too long.</exception>
    public static Task EnsureAsync(StorageOptions options, TimeProvider time, Action<string> onNotYet, CancellationToken cancellationToken) =>
        StartPatience.OpenAsync(async cancel => await EnsureAsync(options, cancel).ConfigureAwait(false), options, time, onNotYet, cancellationToken);

    private static async Task EnsureAsync(NpgsqlConnection connection, bool autoMigrate, CancellationToken cancellationToken)
    {
        var inventory = await OrleansInventory.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
        if (inventory.Lacking.Count == 0)
            return;
        if (!autoMigrate)
        {
            throw new StorageConfigurationException(
                $"Orleans' tables in the database are missing or not as this version needs them: {string.Join(", ", inventory.Lacking.Take(5))}{(inventory.Lacking.Count > 5 ? " and more" : "")}. "
                + $"Start once with {StorageOptions.Section}:AutoMigrate=true, with a user that may create tables.");
        }

        await SchemaLock.HoldAsync(
            connection,
            async () =>
            {
                var lacking = await OrleansInventory.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
                if (lacking.Lacking.Count > 0)
                    await InstallAsync(connection, lacking.MadeByNewer, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task InstallAsync(NpgsqlConnection connection, bool keepTexts, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var create = new NpgsqlCommand(OrleansSchema.Create, connection);
        await using var __ = create.ConfigureAwait(false);
        await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var upsert = new NpgsqlCommand(Upsert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. OrleansSchema.Queries.Keys] },
                new NpgsqlParameter<string[]> { TypedValue = [.. OrleansSchema.Queries.Values] },
                new NpgsqlParameter<bool> { TypedValue = keepTexts },
            },
        };
        await using var ___ = upsert.ConfigureAwait(false);
        await upsert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
