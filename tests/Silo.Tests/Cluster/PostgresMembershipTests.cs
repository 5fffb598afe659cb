using Npgsql;
using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Tests.Import;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>The table in PostgreSQL: what the one in memory does, and what only a database can do. The silos' clock is the test's.</summary>
public sealed class PostgresMembershipTests(ImportPostgres postgres) : IAsyncLifetime
{
    private string _connectionString = "";
    private Village _village = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateDatabaseAsync(Token);
        await using var connection = await OpenAsync();
        await PostgresSchema.EnsureAsync(connection, autoMigrate: true, Token);
        _village = new Village(Table);
    }

    public ValueTask DisposeAsync()
    {
        _village?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Silos_JoinBeatDieAndLeave()
    {
        var (a, b, c) = (_village.Join("a"), _village.Join("b"), _village.Join("c"));
        _village.Run(1);
        Assert.All([a, b, c], silo => Assert.Equal("a b c", silo.Control.Members));
        Assert.Equal([false, true, true], new[] { a, b, c }.Select(silo => silo.Agent.Status.Joined!.OthersLived));

        b.Kill();
        c.Agent.Become(SiloState.Leaving);
        _village.Run(4);
        Assert.Equal("a c?", a.Control.Members);
        Assert.Contains(b.Incarnation, a.Control.Last.Dead);

        c.IsUp = false;
        c.Agent.Leave();
        _village.Run(1);
        Assert.Equal("a", a.Control.Members);
        Assert.Equal(["a active", "b dead"], await QueryAsync("select name || ' ' || state from saga_silos order by 1"));
        Assert.Equal(["t"], await QueryAsync("select (seen_at - started_at < interval '1 minute')::text::char(1) from saga_silos where name = 'a'"));
    }

    [Fact]
    public void Name_OfALivingSilo_IsRefused_AndOfAKilledOneIsTakenOver()
    {
        var first = _village.Join("a");
        Assert.Contains("Two silos must not have one name", Assert.Throws<StorageConfigurationException>(() => _village.Join("a")).Message, StringComparison.Ordinal);

        first.Kill();
        Assert.True(_village.Join("a").Agent.Status.Joined!.ReplacedOwnRow);
    }

    [Fact]
    public async Task Runtime_OtherThanALivingSilos_IsRefused()
    {
        _village.Join("a", runtime: "Orleans, cluster one");

        Assert.Contains("lives on this database on 'Orleans, cluster one'", Assert.Throws<StorageConfigurationException>(() => _village.Join("b")).Message, StringComparison.Ordinal);
        Assert.Equal(["a Orleans, cluster one"], await QueryAsync("select name || ' ' || runtime from saga_silos"));
    }

    [Fact]
    public void Name_OfAPausedSilo_IsTakenOver_AndTheOtherStopsWhenItWakes()
    {
        var first = _village.Join("a");
        first.IsUp = false;
        var second = _village.Join("a");
        first.IsUp = true;
        _village.Run(2);

        Assert.Contains("Two silos must not have one name", first.Agent.Fault, StringComparison.Ordinal);
        Assert.Null(second.Agent.Fault);
    }

    [Fact]
    public async Task Secret_Wrong_IsRefused_AndReplacedWhenNobodyLives()
    {
        var a = _village.Join("a");
        var check = Assert.Single(await QueryAsync("select encode(secret_check, 'hex') from saga_cluster"));
        Assert.Equal(64, check.Length);
        Assert.Contains("is not the one of the cluster", Assert.Throws<StorageConfigurationException>(() => _village.Join("b", secret: Rows.Secret + "x")).Message, StringComparison.Ordinal);
        Assert.Contains("has no OrleansSaga:Cluster:Secret", Assert.Throws<StorageConfigurationException>(() => _village.Join("b", secret: "")).Message, StringComparison.Ordinal);

        a.Kill();
        _village.Join("b", secret: "").Kill();
        Assert.Equal(["none"], await QueryAsync("select coalesce(encode(secret_check, 'hex'), 'none') from saga_cluster"));
        _village.Join("c", secret: Rows.Secret + "x");
        Assert.NotEqual(check, Assert.Single(await QueryAsync("select encode(secret_check, 'hex') from saga_cluster")));
    }

    [Fact]
    public async Task FeatureLevel_RisesWhenTheOldSiloHasGone_AndRefusesItThen()
    {
        var (old, young) = (_village.Join("old", level: 1), _village.Join("young"));
        _village.Run(1);
        Assert.Equal(1, young.Levels.Writable);
        old.Agent.Leave();
        old.Kill();
        _village.Run(1);

        Assert.Equal(2, young.Levels.Writable);
        Assert.Equal(["2"], await QueryAsync("select feature_level::text from saga_cluster"));
        Assert.Throws<StorageConfigurationException>(() => _village.Join("old", level: 1));
    }

    [Theory]
    [InlineData("delete from saga_silos where name = 'b'", "deleted")]
    [InlineData("update saga_silos set state = 'dead' where name = 'b'", "declared it dead")]
    [InlineData("update saga_silos set state = 'joining' where name = 'b'", "edited by hand")]
    [InlineData("update saga_silos set endpoint = 'x:1' where name = 'b'", "edited by hand")]
    [InlineData("update saga_silos set incarnation = gen_random_uuid() where name = 'b'", "edited by hand")]
    [InlineData("update saga_silos set incarnation = (select incarnation from saga_silos where name = 'a') where name = 'b'", "edited by hand")]
    [InlineData("truncate saga_silos", "deleted")]
    public async Task Row_EditedByHand_IsMadeGood(string sql, string said)
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        await QueryAsync(sql);
        _village.Run(12);

        Assert.Contains(said, Assert.Single(b.Log.Of(2805)), StringComparison.Ordinal);
        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
        Assert.All([a, b], silo => Assert.Null(silo.Agent.Fault));
    }

    [Fact]
    public async Task ClusterRow_Deleted_IsMadeAgain()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        await QueryAsync("delete from saga_cluster");
        _village.Run(12);

        Assert.Contains("saga_cluster", Assert.Single(a.Log.Of(2805)), StringComparison.Ordinal);
        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
        Assert.Equal(["2 32"], await QueryAsync("select feature_level || ' ' || length(secret_check) from saga_cluster"));
    }

    [Fact]
    public async Task Beat_SetToTheEndOfItsRange_GoesOn()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        await QueryAsync("update saga_silos set beat = 9223372036854775807 where name = 'b'");
        _village.Run(5);

        Assert.Equal("a b", a.Control.Members);
        Assert.Empty(b.Log.Of(2802));
    }

    [Fact]
    public async Task Database_ReadOnlyForAWhile_KillsNobody()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        await ReadOnlyAsync("on");
        _village.Run(30);
        Assert.All([a, b], silo => Assert.Single(silo.Log.Of(2802)));
        Assert.Contains("25006", Assert.Throws<MembershipUnavailableException>(() => _village.Join("c")).Message, StringComparison.Ordinal);
        await ReadOnlyAsync("off");
        _village.Run(5);

        Assert.All([a, b], silo => Assert.Equal("a b", silo.Control.Members));
        Assert.All([a, b], silo => Assert.Single(silo.Log.Of(2803)));
    }

    [Fact]
    public async Task Connection_Cut_IsMadeAgainWithItsLock()
    {
        var a = _village.Join("a");
        await QueryAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        _village.Run(2);

        Assert.Single(a.Log.Of(2803));
        Assert.Equal(["1"], await QueryAsync("select count(*)::text from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"));
        Assert.Throws<StorageConfigurationException>(() => _village.Join("a"));
    }

    [Fact]
    public void Table_MissingSchema_IsUnavailable()
    {
        using var table = MembershipTables.Postgres(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = new NpgsqlConnectionStringBuilder(_connectionString) { Database = "postgres" }.ConnectionString }, "a");

        Assert.Contains("42P01", Assert.Throws<MembershipUnavailableException>(table.Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CanStop_Command_TellsByTheBeats()
    {
        _village.Join("a");
        string[] command = ["silo", "can-stop", "--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={_connectionString}", "--OrleansSaga:Cluster:Name=a"];
        Assert.Equal(SiloExit.No, await SiloCommand.RunAsync(command, TextWriter.Null, TextWriter.Null, TimeProvider.System));

        var b = _village.Join("b");
        var asked = SiloCommand.RunAsync(command, TextWriter.Null, TextWriter.Null, TimeProvider.System);
        while (!asked.IsCompleted)
        {
            b.Agent.Beat();
            await Task.Yield();
        }

        Assert.Equal(SiloExit.Yes, await asked);
    }

    private ISiloTable Table(string name) => MembershipTables.Postgres(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = _connectionString }, name);

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>As a database is that an operator, or a failed disk, has made so: for sessions that run, too.</summary>
    private async Task ReadOnlyAsync(string value)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(
            $"set transaction read write; alter database {new NpgsqlConnectionStringBuilder(_connectionString).Database} set default_transaction_read_only = {value}; "
            + "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<string> rows = [];
        while (await reader.ReadAsync(Token))
            rows.Add(Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return rows;
    }
}
