using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Storage.Tests;

public sealed class PostgresJournalTests(PostgresFixture fixture) : JournalCompliance
{
    private string _connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() => _connectionString = await fixture.Server.CreateDatabaseAsync(Token);

    [Fact]
    public async Task Proxy_CutsAfterCommit_WritesEndOkAndAreStoredOnce()
    {
        await using var proxy = new CuttingProxy(fixture.Server.Host, fixture.Server.Port);
        var direct = _connectionString;
        _connectionString = new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
        var bed = await OpenAsync(options => options.Writers = 1);
        var existing = Writes.Create();
        await bed.WriteOk(existing);
        var created = Writes.Create(tags: new() { ["k"] = "v" }, sideRows: new SideRow("audit", "{}"u8.ToArray()));
        proxy.CutNextAnswer();

        var outcomes = await Task.WhenAll(bed.Write(created), bed.Write(Writes.Append(existing, 1), JournalLane.Driving));

        Assert.Equal([JournalOutcome.Ok, JournalOutcome.Ok], outcomes);
        Assert.Equal(0, proxy.CutsLeft);
        Assert.True(bed.Statistics.Failures > 0);
        Assert.Equal(1, await CountAsync("saga_journal", created.Instance));
        Assert.Equal(1, await CountAsync("saga_side", created.Instance));
        Assert.Equal(2, await CountAsync("saga_journal", existing.Instance));
        await bed.DisposeAsync();
    }

    [Fact]
    public async Task UnixSocket_IsConnectedTo()
    {
        Assert.SkipUnless(fixture.Server.IsOurs, "Only our own server is known to have a socket that this user may open.");
        _connectionString = new NpgsqlConnectionStringBuilder(_connectionString) { Host = await SocketFolderAsync() }.ConnectionString;
        var bed = await OpenAsync();
        var created = Writes.Create();

        await bed.WriteOk(created);

        Assert.Equal(1, (await bed.Journal.LoadAsync(created.Gid, Token))!.Version);
        await bed.DisposeAsync();

        async Task<string> SocketFolderAsync()
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(Token);
            await using var command = new NpgsqlCommand("show unix_socket_directories", connection);
            return (string)(await command.ExecuteScalarAsync(Token))!;
        }
    }

    [Fact]
    public async Task RowLockedElsewhere_WaitsAloneAndNeighboursPass()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var locked = Writes.Create();
        var pushed = Writes.Create();
        await bed.WriteOk(locked, pushed);
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, $"select 1 from saga_hot where gid in ('{locked.Gid}', '{pushed.Gid}') for update");

        var append = bed.Write(Writes.Append(locked, 1), JournalLane.Driving);
        var push = bed.Write(new PushWrite(pushed.Gid, pushed.Instance, 1, Writes.Start, DueKind.Wait), JournalLane.Driving);
        for (var i = 0; i < 5; i++)
            await bed.WriteOk(Writes.Create());
        Assert.Equal(1, (await bed.Journal.LoadAsync(locked.Gid, Token))!.Version);
        await transaction.RollbackAsync(Token);

        Assert.Equal([JournalOutcome.Ok, JournalOutcome.Ok], await Task.WhenAll(append, push));
        Assert.True(bed.Statistics.Locked >= 2);
    }

    [Fact]
    public async Task CreationInFlightElsewhere_WaitsAloneAndLosesToIt()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var create = Writes.Create();
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, $"insert into saga_hot (gid, instance, version, status, bucket, due_kind) values ('{create.Gid}', '{Writes.NewInstance()}', 1, 1, 0, 0)");

        var waiting = bed.Write(create, JournalLane.Driving);
        await bed.WriteOk(Writes.Create(), Writes.Create());
        await transaction.CommitAsync(Token);

        Assert.Equal(JournalOutcome.Conflict, await waiting);
    }

    [Fact]
    public async Task NullByteInText_RejectsOnlyThatRecord()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var good = Enumerable.Range(0, 10).Select(_ => Writes.Create()).ToArray();
        var bad = Writes.Create("null\0byte");

        var outcomes = await Task.WhenAll([bed.Write(bad), .. good.Select(write => bed.Write(write))]);

        Assert.Equal(JournalOutcome.Rejected, outcomes[0]);
        Assert.All(outcomes[1..], outcome => Assert.Equal(JournalOutcome.Ok, outcome));
    }

    [Fact]
    public async Task WriterConnectionKilled_WritesGoOn()
    {
        var bed = await OpenAsync();
        await bed.WriteOk(Writes.Create(), Writes.Create(), Writes.Create());
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await ExecuteAsync(connection, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        for (var i = 0; i < 20; i++)
            await bed.WriteOk(Writes.Create());

        Assert.True(bed.Health.Ready);
    }

    [Fact]
    public async Task Open_SynchronousCommitOff_IsRefusedUnlessAccepted()
    {
        await using (var connection = new NpgsqlConnection(_connectionString))
        {
            await connection.OpenAsync(Token);
            await ExecuteAsync(connection, $"alter database {connection.Database} set synchronous_commit = off");
        }

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync());
        Assert.Contains("OrleansSaga:Storage:AcceptDataLoss", exception.Message, StringComparison.Ordinal);
        var bed = await OpenAsync(options => options.AcceptDataLoss = true);
        await bed.WriteOk(Writes.Create());
    }

    [Fact]
    public async Task Open_WithoutSchemaAndAutoMigrate_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => OpenAsync(options => options.AutoMigrate = false));

        Assert.Contains("OrleansSaga:Storage:AutoMigrate=true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ByManySilosAtOnce_MigratesOnce()
    {
        var beds = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => OpenStoreAsync()));

        Assert.All(beds, Assert.True);

        async Task<bool> OpenStoreAsync()
        {
            await using var store = CreateStore(NewOptions());
            await store.OpenAsync(Token);
            return true;
        }
    }

    [Fact]
    public async Task Open_DatabaseOfTheFirstSchema_ExpandsItAndGoesOn()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await ExecuteAsync(connection, SchemaUpgrade.Schema("postgres-1.sql"));

        // By a silo of that version: the first rows before, the rest while this one is there.
        await ExecuteAsync(connection, SchemaUpgrade.Rows(instance => $"'{instance}'", time => $"'{time:O}'", text => $"'{text}'", "false"));
        var bed = await OpenAsync();
        await ExecuteAsync(connection, $"insert into saga_hot (gid, instance, version, status, bucket, due_kind, finished_at) values ('later', '{Writes.NewInstance()}', 1, 4, 1, 3, now())");

        Assert.Equal(Grains.TransactionMode.Saga, (await bed.Journal.LoadAsync("later", Token))!.Tombstone!.Mode);
        await SchemaUpgrade.AssertGoesOnAsync(bed);
    }

    [Fact]
    public async Task Open_TableHeldByAnother_GivesUpSoonAndCanBeTriedAgain()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await ExecuteAsync(connection, SchemaUpgrade.Schema("postgres-1.sql"));
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "select 1 from saga_hot");

        await Assert.ThrowsAsync<JournalUnavailableException>(() => OpenAsync());
        await transaction.RollbackAsync(Token);

        await (await OpenAsync()).WriteOk(Writes.Create());
    }

    [Fact]
    public async Task Append_DueTimeUnchanged_IsAHotUpdate()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var create = Writes.Create();
        await bed.WriteOk(create);
        for (var version = 1; version < 20; version++)
            await bed.WriteOk(Writes.Append(create, version));
        await bed.Journal.StopAsync(Token);
        await bed.DisposeAsync();
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);

        // A backend reports its counts when it ends; a lock on nothing newer than it is the end itself.
        await using var command = new NpgsqlCommand("select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'saga_hot'", connection);
        long updated = 0, hot = 0;
        while (updated < 19)
        {
            await using var reader = await command.ExecuteReaderAsync(Token);
            await reader.ReadAsync(Token);
            (updated, hot) = (reader.GetInt64(0), reader.GetInt64(1));
        }

        Assert.Equal((19, 19), (updated, hot));
    }

    private protected override IJournalStore CreateStore(StorageOptions options) => new PostgresJournalStore(options, Guid.NewGuid(), NullLogger.Instance);

    private protected override StorageOptions NewOptions() => new() { Provider = StorageProvider.Postgres, ConnectionString = _connectionString };

    private protected override async Task<long> CountAsync(string table, Guid instance) =>
        (long)(await QueryAsync($"select count(*) from {table} where instance = $1", instance))[0][0];

    private protected override async Task<IReadOnlyList<(int Writer, long Sequence)>> SequencesAsync(Guid instance) =>
        [.. (await QueryAsync("select writer, writer_seq from saga_journal where instance = $1 order by version", instance)).Select(row => ((int)row[0], (long)row[1]))];

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<List<object[]>> QueryAsync(string sql, Guid instance)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = instance } } };
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<object[]> rows = [];
        while (await reader.ReadAsync(Token))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
