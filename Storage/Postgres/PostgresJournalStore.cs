using Microsoft.Extensions.Logging;
using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Postgres;

/// <summary>The journal on PostgreSQL: writers with connections of their own, readers from a limited pool.</summary>
internal sealed class PostgresJournalStore : IJournalStore
{
    private readonly PostgresSettings _settings;
    private readonly NpgsqlDataSource _readers;
    private readonly ILogger _logger;

    public PostgresJournalStore(StorageOptions options, Guid incarnation, ILogger logger)
    {
        _settings = new PostgresSettings(options, incarnation);
        _logger = logger;
        _readers = NpgsqlDataSource.Create(_settings.ReaderConnectionString);
    }

    public string Name => "postgres";

    public string Location => _settings.Location;

    public bool SingleWriter => false;

    /// <summary>The schema's version before this store was opened; 0 for none.</summary>
    public int SchemaBefore { get; private set; }

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = new NpgsqlConnection(_settings.WriterConnectionString);
            await using var _ = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await CheckSafetyAsync(connection, cancellationToken).ConfigureAwait(false);
            SchemaBefore = await PostgresSchema.EnsureAsync(connection, _settings.AutoMigrate, cancellationToken).ConfigureAwait(false);
            StorageLog.SchemaReady(_logger, Name, PostgresSchema.Version);
        }
        catch (PostgresException exception) when (PostgresErrors.ToRefusal(exception) is { } refusal)
        {
            throw refusal;
        }
        catch (Exception exception) when (PostgresErrors.ToStoreException(exception) is not null)
        {
            throw PostgresErrors.ToUnavailable(exception);
        }
    }

    public IStoreWriter CreateWriter(int number) => new PostgresWriter(_settings, number);

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken)
    {
        var command = _readers.CreateCommand(PostgresReadSql.Load);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = gid });
        return ReadAsync(command, Read, cancellationToken);

        async Task<StoredTransaction?> Read(NpgsqlDataReader reader)
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return null;
            var instance = reader.GetGuid(0);
            var version = reader.GetInt32(1);
            var hot = PostgresQueries.ReadHot(reader, 2);
            var tombstone = hot.DueKind == DueKind.Tombstone
                ? PostgresQueries.ReadTombstone(reader, 5)
                : null;
            List<StoredRecord> records = [];
            do
            {
                if (!reader.IsDBNull(9))
                    records.Add(PostgresQueries.ReadRecord(reader, 9));
            }
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
            return new StoredTransaction(gid, instance, version, hot, records, tombstone);
        }
    }

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken)
    {
        var command = _readers.CreateCommand(PostgresReadSql.History);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = instance });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = fromVersion });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return ReadAllAsync(command, static reader => PostgresQueries.ReadRecord(reader, 0), cancellationToken);
    }

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) =>
        ReadAllAsync(PostgresQueries.Due(_readers, query), PostgresQueries.ReadDue, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) =>
        ReadAllAsync(PostgresQueries.List(_readers, filter), PostgresQueries.ReadListed, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) =>
        ReadAsync(_readers.CreateCommand(PostgresReadSql.Time), async reader =>
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return PostgresQueries.Time(reader, 0);
        }, cancellationToken);

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken) =>
        ReadAsync(
            PostgresKeyValues.Get(_readers, category, key),
            async reader => await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? PostgresKeyValues.Read(reader) : null,
            cancellationToken);

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken) =>
        ReadAllAsync(PostgresKeyValues.Scan(_readers, category, afterId, limit), PostgresKeyValues.Read, cancellationToken);

    public ValueTask DisposeAsync() => _readers.DisposeAsync();

    private static ValueTask<IReadOnlyList<T>> ReadAllAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<T>>(command, async reader =>
        {
            List<T> rows = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows;
        }, cancellationToken);

    private static async ValueTask<T> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var _ = command.ConfigureAwait(false);
        try
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var __ = reader.ConfigureAwait(false);
            return await read(reader).ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgresErrors.ToStoreException(exception) is not null)
        {
            throw PostgresErrors.ToUnavailable(exception);
        }
    }

    private async Task CheckSafetyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand("select current_setting('fsync'), current_setting('synchronous_commit')", connection);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var unsafeSetting = reader.GetString(0) == "off" ? "fsync" : reader.GetString(1) == "off" ? "synchronous_commit" : null;
        if (unsafeSetting is null)
            return;
        if (!_settings.AcceptDataLoss)
            throw new StorageConfigurationException(PostgresSettings.UnsafeMessage);
        StorageLog.DataLossAccepted(_logger, unsafeSetting);
    }
}
