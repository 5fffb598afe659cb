using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Storage.Postgres;

/// <summary>
/// The rows in PostgreSQL, over one connection of its own with short timeouts, so that neither the journal's load nor its waits reach the
/// heartbeat. The connection's session holds a lock on the silo's name; where a pooler stands between, that lock means nothing, and joining
/// relies on beats alone. Beats need not outlive a crash of the database and do not wait for its disk; everything else does.
/// </summary>
internal sealed class PostgresMembershipTable(PostgresSettings settings, string name) : ISiloTable
{
    private readonly string _connectionString = Short(settings.WriterConnectionString);
    private NpgsqlConnection? _connection;
    private bool _holdsName;

    public JoinAttempt TryJoin(JoinRequest request) => Run(connection =>
    {
        TakeName(connection);
        using var transaction = connection.BeginTransaction();
        Execute(connection, PostgresMembershipSql.CreateCluster, new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid() });
        var cluster = LockCluster(connection);
        var rows = ReadRows(connection);
        var decision = JoinRules.Decide(request, new JoinSnapshot(cluster, rows, LockedNames(connection, rows), _holdsName));
        if (decision.Result is null)
            return JoinAttempt.Of(decision);
        if (decision.Bury.Length > 0)
            Execute(connection, PostgresMembershipSql.BuryAll, new NpgsqlParameter<Guid[]> { TypedValue = [.. decision.Bury] });
        Execute(connection, PostgresMembershipSql.DeleteOld, Text(request.Claim.Name));
        Execute(connection, PostgresMembershipSql.Insert, [.. Columns(request.Claim, request.Incarnation, request.State)]);
        Execute(
            connection,
            PostgresMembershipSql.UpdateCluster,
            new NpgsqlParameter<int> { TypedValue = decision.Cluster.FeatureLevel },
            new NpgsqlParameter { Value = decision.Cluster.SecretCheck is { } check ? check.ToArray() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        transaction.Commit();
        return JoinAttempt.Of(decision);
    });

    public BeatResult Beat(string name, Guid incarnation) => Run(connection =>
    {
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMembershipSql.NoWaitForDisk));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMembershipSql.Beat) { Parameters = { Text(name), new NpgsqlParameter<Guid> { TypedValue = incarnation } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMembershipSql.ReadLevel));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMembershipSql.Read));
        if (!_holdsName)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresMembershipSql.LockName) { Parameters = { Key(name) } });
        using var reader = batch.ExecuteReader();
        reader.NextResult();
        var alive = reader.Read();
        reader.NextResult();
        var level = reader.Read() ? reader.GetInt32(0) : (int?)null;
        reader.NextResult();
        var rows = ReadRows(reader);
        if (reader.NextResult())
            _holdsName = reader.Read() && reader.GetBoolean(0);
        return new BeatResult(alive, rows, level);
    });

    public IReadOnlyList<SiloRow> Read() => Run(ReadRows);

    public bool Update(SiloClaim claim, Guid incarnation, SiloState state) => Run(connection =>
        Execute(connection, PostgresMembershipSql.Update, [.. Columns(claim, incarnation, state)]) > 0);

    public bool Bury(Guid incarnation, long beat) => Run(connection =>
        Execute(connection, PostgresMembershipSql.Bury, new NpgsqlParameter<Guid> { TypedValue = incarnation }, new NpgsqlParameter<long> { TypedValue = beat }) > 0);

    public void RaiseFeatureLevel() => Run(connection =>
    {
        // The lock first, by a statement of its own: the next one then sees every row that a joiner has written under it.
        using var transaction = connection.BeginTransaction();
        Execute(connection, PostgresMembershipSql.LockCluster);
        Execute(connection, PostgresMembershipSql.RaiseLevel);
        transaction.Commit();
        return true;
    });

    public void Leave(string name, Guid incarnation) => Run(connection =>
        Execute(connection, PostgresMembershipSql.Leave, Text(name), new NpgsqlParameter<Guid> { TypedValue = incarnation }));

    public void Dispose() => Disconnect();

    private static string Short(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = 2,
            CommandTimeout = 2,

            // A query that is out of time is given up with its connection, without waiting for what the server says to that.
            CancellationTimeout = -1,
            MaxAutoPrepare = 20,
        };
        return builder.ConnectionString;
    }

    private static ClusterRow LockCluster(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(PostgresMembershipSql.LockCluster, connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new ClusterRow(reader.GetGuid(0), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2));
    }

    private static List<SiloRow> ReadRows(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(PostgresMembershipSql.Read, connection);
        using var reader = command.ExecuteReader();
        return ReadRows(reader);
    }

    private static List<SiloRow> ReadRows(NpgsqlDataReader reader)
    {
        List<SiloRow> rows = [];
        while (reader.Read())
            rows.Add(PostgresMembershipSql.Row(reader));
        return rows;
    }

    private static HashSet<string> LockedNames(NpgsqlConnection connection, List<SiloRow> rows)
    {
        using var command = new NpgsqlCommand(PostgresMembershipSql.LockedKeys, connection);
        using var reader = command.ExecuteReader();
        HashSet<long> keys = [];
        while (reader.Read())
            keys.Add(reader.GetInt64(0));
        return [.. rows.Select(static row => row.Name).Where(name => keys.Contains(PostgresMembershipSql.KeyOf(name)))];
    }

    private static IEnumerable<NpgsqlParameter> Columns(SiloClaim claim, Guid incarnation, SiloState state) =>
    [
        Text(claim.Name), new NpgsqlParameter<Guid> { TypedValue = incarnation }, Text(claim.Endpoint), Text(claim.HttpEndpoint), Text(PostgresMembershipSql.NameOf(state)), Text(claim.Version),
        .. new[] { claim.Link.Least, claim.Link.Most, claim.Schema.Least, claim.Schema.Most, claim.FeatureLevel }.Select(static number => new NpgsqlParameter<int> { TypedValue = number }),
        Text(claim.Runtime),
    ];

    private static NpgsqlParameter<int> Key(string name) => new() { TypedValue = PostgresMembershipSql.KeyOf(name) };

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static int Execute(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command.ExecuteNonQuery();
    }

    private T Run<T>(Func<NpgsqlConnection, T> work)
    {
        try
        {
            return work(Connect());
        }
        catch (Exception exception)
        {
            Disconnect();
            if (PostgresErrors.ToStoreException(exception) is { } failure)
                throw new MembershipUnavailableException(failure.Message, exception);
            throw;
        }
    }

    private NpgsqlConnection Connect()
    {
        if (_connection is not null)
            return _connection;
        _connection = new NpgsqlConnection(_connectionString);
        _connection.Open();
        return _connection;
    }

    private void TakeName(NpgsqlConnection connection)
    {
        if (_holdsName)
            return;
        using var command = new NpgsqlCommand(PostgresMembershipSql.LockName, connection) { Parameters = { Key(name) } };
        _holdsName = command.ExecuteScalar() is true;
    }

    private void Disconnect()
    {
        _holdsName = false;
        _connection?.Dispose();
        _connection = null;
    }
}
