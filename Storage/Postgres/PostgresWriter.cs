using System.Globalization;
using Npgsql;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Postgres;

/// <summary>
/// One long-lived connection that writes. Each connection is a new writer in saga_writers: what an old one has in
/// doubt may still commit later, but under its own id, so that a sequence grows in commit order for ever.
/// </summary>
internal sealed class PostgresWriter(PostgresSettings settings, int number) : IStoreWriter
{
    private NpgsqlConnection? _connection;
    private PostgresBatch? _batch;
    private long _sequence;
    private int _id;

    public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
    {
        try
        {
            Connect();
            _batch!.Commit(_id, ref _sequence, writes, results);
        }
        catch (Exception exception)
        {
            throw Fail(exception);
        }
    }

    public void Probe() => Run(connection =>
    {
        using var command = new NpgsqlCommand(PostgresSql.Probe, connection) { Parameters = { new NpgsqlParameter<int> { TypedValue = _id } } };
        return command.ExecuteNonQuery();
    });

    public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit) =>
        Run(connection => PostgresRetention.Retire(connection, status, finishedBefore, tombstoneUntil, after, limit));

    public int DeleteTombstones(DateTimeOffset now, int limit) =>
        Run(connection => PostgresRetention.DeleteTombstones(connection, now, limit));

    public bool ChangeEntry(KeyValueChange change) => Run(connection => PostgresKeyValues.Change(connection, change));

    public void Dispose() => Disconnect();

    private T Run<T>(Func<NpgsqlConnection, T> work)
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
        var connection = new NpgsqlConnection(settings.WriterConnectionString);
        try
        {
            connection.Open();
            var timeout = ((long)settings.CommandTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            using (var open = new NpgsqlCommand(PostgresSql.OpenWriter.Replace("{0}", timeout, StringComparison.Ordinal), connection))
                open.ExecuteNonQuery();
            Register(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        _connection = connection;
        _batch = new PostgresBatch(connection, (int)Math.Ceiling(settings.CommandTimeout.TotalSeconds));
    }

    private void Register(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(PostgresSql.RegisterWriter, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = settings.Incarnation },
                new NpgsqlParameter<int> { TypedValue = number },
            },
        };
        using var reader = command.ExecuteReader();
        reader.Read();
        _id = reader.GetInt32(0);
        _sequence = 0;

        // A server that was safe at start may have been replaced by one that is not.
        if (!settings.AcceptDataLoss && (reader.GetString(1) == "off" || reader.GetString(2) == "off"))
            throw new StoreException(StoreFailure.Unavailable, "configuration", PostgresSettings.UnsafeMessage);
    }

    private Exception Fail(Exception exception)
    {
        // After a clean answer of the server the connection goes on; whatever else happened, it is not to be trusted.
        if (!PostgresErrors.KeepsConnection(exception) || _connection is not { FullState: System.Data.ConnectionState.Open })
            Disconnect();
        return exception as StoreException ?? PostgresErrors.ToStoreException(exception) ?? exception;
    }

    private void Disconnect()
    {
        _batch?.Dispose();
        _batch = null;
        _connection?.Dispose();
        _connection = null;
    }
}
