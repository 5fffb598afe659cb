using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>The journal in a file of this process.</summary>
internal sealed class SqliteJournalStore(StorageOptions options, Guid incarnation, TimeProvider time, ILogger logger) : IJournalStore
{
    private const string LoadHot =
        "select instance, version, status, due_at, due_kind, finished_at, reason, result, mode from saga_hot where gid = $1";

    private const string LoadRecords =
        """
        select version, committed_at, body from saga_journal where instance = $1 and version = 1
        union all
        select version, committed_at, body from saga_journal
        where instance = $1 and version >= max(2, coalesce((select s.version from saga_journal s where s.instance = $1 and s.snapshot order by s.version desc limit 1), 2))
        order by version
        """;

    private const string LoadHistory =
        "select version, committed_at, body from saga_journal where instance = $1 and version >= $2 order by version limit $3";

    /// <summary>By rowid, which grows with every insert: no index on times is needed.</summary>
    private const string NewestTime =
        """
        select max(
            coalesce((select committed_at from saga_journal order by rowid desc limit 1), 0),
            coalesce((select started_at from saga_writers order by id desc limit 1), 0))
        """;

    /// <summary>SQLITE_NOTADB: waiting does not heal it.</summary>
    private const int NotADatabase = 26;

    private readonly SqliteSettings _settings = new(options);
    private SqliteReaders? _readers;
    private SqliteFileLock? _lock;

    public string Name => "sqlite";

    public string Location => _settings.Path;

    public bool SingleWriter => true;

    /// <summary>The schema's version before this store was opened; 0 for none.</summary>
    public int SchemaBefore { get; private set; }

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            SqliteFile.Create(_settings.Path);
            _lock ??= SqliteFileLock.Take(_settings.Path);
            using var connection = SqliteWriter.Open(_settings);
            SchemaBefore = SqliteSchema.Ensure(connection, _settings.AutoMigrate);
            StorageLog.SchemaReady(logger, Name, SqliteSchema.Version);
            _readers ??= new SqliteReaders(_settings);
            return ValueTask.CompletedTask;
        }
        catch (SqliteException foreign) when (foreign.SqliteErrorCode == NotADatabase)
        {
            throw new StorageConfigurationException($"{_settings.Path} ({StorageOptions.Section}:ConnectionString) is no SQLite database, or is damaged: {foreign.Message}", foreign);
        }
        catch (SqliteException exception)
        {
            throw new JournalUnavailableException($"The database {_settings.Path} cannot be opened: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageConfigurationException($"The folder of {_settings.Path} ({StorageOptions.Section}:ConnectionString) cannot be used: {exception.Message}", exception);
        }
    }

    public IStoreWriter CreateWriter(int number) => new SqliteWriter(_settings, incarnation, number, time);

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) =>
        Read<StoredTransaction?>(connection =>
        {
            // Two statements of one moment: a read transaction holds its snapshot.
            using var transaction = connection.BeginTransaction(deferred: true);
            using var hot = new SqliteStatement(connection, LoadHot, 1, transaction);
            using var row = hot.Set(1, gid).Read();
            if (!row.Read())
                return null;
            var instance = SqliteText.ReadGuid(row, 0);
            var state = SqliteText.ReadHot(row, 2);
            var tombstone = state.DueKind == DueKind.Tombstone
                ? SqliteText.ReadTombstone(row, 5)
                : null;
            using var records = new SqliteStatement(connection, LoadRecords, 1, transaction);
            return new StoredTransaction(gid, instance, row.GetInt32(1), state, ReadRecords(records.Set(1, SqliteText.ToBytes(instance))), tombstone);
        }, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<StoredRecord>>(connection =>
        {
            using var history = new SqliteStatement(connection, LoadHistory, 3);
            return ReadRecords(history.Set(1, SqliteText.ToBytes(instance)).Set(2, fromVersion).Set(3, limit));
        }, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) =>
        ReadAll(connection => SqliteQueries.Due(connection, query), SqliteQueries.ReadDue, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) =>
        ReadAll(connection => SqliteQueries.List(connection, filter), SqliteQueries.ReadListed, cancellationToken);

    /// <summary>
    /// The file's time: this machine's, but never behind what the file holds. Under a clock that was set back, everything due would
    /// wait for as long as it was wrong, and what a dead process left would look as if it came from this one.
    /// </summary>
    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) =>
        Read(connection =>
        {
            using var newest = new SqliteStatement(connection, NewestTime, 0);
            var now = time.GetUtcNow();
            return newest.Scalar() is long ticks && ticks > now.UtcTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : now;
        }, cancellationToken);

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken) =>
        Read(connection => SqliteKeyValues.Get(connection, category, key), cancellationToken);

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken) =>
        Read(connection => SqliteKeyValues.Scan(connection, category, afterId, limit), cancellationToken);

    public ValueTask DisposeAsync()
    {
        _readers?.Dispose();
        _lock?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static List<StoredRecord> ReadRecords(SqliteStatement statement)
    {
        List<StoredRecord> records = [];
        using var reader = statement.Read();
        while (reader.Read())
            records.Add(SqliteText.ReadRecord(reader, 0));
        return records;
    }

    private ValueTask<IReadOnlyList<T>> ReadAll<T>(Func<SqliteConnection, SqliteCommand> prepare, Func<SqliteDataReader, T> read, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<T>>(connection =>
        {
            using var command = prepare(connection);
            using var reader = command.ExecuteReader();
            List<T> rows = [];
            while (reader.Read())
                rows.Add(read(reader));
            return rows;
        }, cancellationToken);

    private ValueTask<T> Read<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) =>
        (_readers ?? throw new JournalUnavailableException("The journal is not open.")).ReadAsync(read, cancellationToken);
}
