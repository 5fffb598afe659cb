using Microsoft.Data.Sqlite;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>The one connection that writes; checkpoints happen inside its commits, so on its thread too.</summary>
internal sealed class SqliteWriter(SqliteSettings settings, Guid incarnation, int number, TimeProvider time) : IStoreWriter
{
    private SqliteConnection? _connection;
    private SqliteBatch? _batch;

    public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
    {
        try
        {
            Connect();
            _batch!.Commit(writes, results, time.GetUtcNow().UtcTicks);
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    public void Probe() => Run(static connection =>
    {
        // Takes the write lock and gives it back: a read-only or vanished file fails here.
        SqliteText.Execute(connection, "begin immediate; rollback");
        return true;
    });

    public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit) =>
        Run(connection => SqliteRetention.Retire(connection, status, finishedBefore, tombstoneUntil, after, limit));

    public int DeleteTombstones(DateTimeOffset now, int limit) =>
        Run(connection => SqliteRetention.DeleteTombstones(connection, now, limit));

    public bool ChangeEntry(KeyValueChange change) => Run(connection => SqliteKeyValues.Change(connection, change, time.GetUtcNow().UtcTicks));

    public void Dispose() => Disconnect();

    /// <summary>Opens a connection as all writing wants it.</summary>
    public static SqliteConnection Open(SqliteSettings settings)
    {
        var connection = new SqliteConnection(settings.WriterConnectionString);
        try
        {
            connection.Open();

            // A checkpoint every 4,000 pages (16 MB): rarer ones cost less, and the log stays small enough to read.
            SqliteText.Execute(connection, "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864; pragma cache_size = -65536; pragma temp_store = memory");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private T Run<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            Connect();
            return work(_connection!);
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    private void Connect()
    {
        if (_connection is not null)
            return;
        var connection = Open(settings);
        try
        {
            using var register = new SqliteStatement(connection, "insert into saga_writers (incarnation, number, started_at) values ($1, $2, $3) returning id", 3);
            var id = (long)register.Set(1, SqliteText.ToBytes(incarnation)).Set(2, number).Set(3, time.GetUtcNow().UtcTicks).Scalar()!;
            _batch = new SqliteBatch(connection, id);
            _connection = connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private Exception Fail(Exception exception)
    {
        var failure = exception as StoreException ?? SqliteErrors.ToStoreException(exception);
        if (failure?.Failure != StoreFailure.Data)
            Disconnect();
        return failure ?? exception;
    }

    private void Disconnect()
    {
        _batch?.Dispose();
        _batch = null;
        _connection?.Dispose();
        _connection = null;
    }
}
