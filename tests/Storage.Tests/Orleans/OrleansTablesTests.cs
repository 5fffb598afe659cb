using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Storage.Tests.Orleans;

public sealed class OrleansTablesTests(PostgresFixture fixture) : IAsyncLifetime
{
    private string _connectionString = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _connectionString = await fixture.Server.CreateDatabaseAsync(Token);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Ensure_ByManyAtOnce_MakesEveryQueryThatTheProvidersRun()
    {
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => EnsureAsync()));

        var provider = await OrleansProvider.StartAsync(_connectionString);
        foreach (var call in OrleansCall.All)
            await provider.PrepareAsync(call);
        Assert.Equal(OrleansCall.All.Select(call => call.Key).Append(OrleansSchema.VersionKey).Order(), OrleansSchema.Queries.Keys.Order());
    }

    [Fact]
    public async Task Ensure_Again_OnlyReads()
    {
        await EnsureAsync();
        var before = await TraceAsync();

        await EnsureAsync();
        await EnsureAsync(autoMigrate: false);
        await EnsureAsync(connectionOptions: "-c default_transaction_read_only=on");

        Assert.Equal(before, await TraceAsync());
    }

    [Fact]
    public async Task Ensure_NothingThereWithoutAutoMigrate_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => EnsureAsync(autoMigrate: false));

        Assert.Contains("orleansquery", exception.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Storage:AutoMigrate=true", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop table orleansstorage", "orleansstorage")]
    [InlineData("drop index orleansstorage_grain", "orleansstorage_grain")]
    [InlineData("drop table orleansmembershiptable", "orleansmembershiptable")]
    [InlineData("delete from orleansquery where querykey = 'GatewaysQueryKey'", "GatewaysQueryKey")]
    [InlineData("update orleansquery set querytext = 'select 1' where querykey = 'WriteToStorageKey'", "WriteToStorageKey")]
    public async Task Ensure_SomethingGone_IsNamedAndMadeAgain(string damage, string name)
    {
        await EnsureAsync();
        await ExecuteAsync(damage);

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => EnsureAsync(autoMigrate: false));
        Assert.Contains($"needs them: {name}", exception.Message, StringComparison.Ordinal);
        await EnsureAsync();

        await EnsureAsync(autoMigrate: false);
    }

    [Fact]
    public async Task Ensure_QueriesOfOthers_StayAsTheyAre()
    {
        await EnsureAsync();
        await ExecuteAsync("insert into orleansquery values ('ReadReminderRowsKey', 'theirs'); delete from orleansquery where querykey = 'ReadFromStorageKey'");

        await EnsureAsync();

        Assert.Equal(["theirs"], await ReadAsync("select querytext from orleansquery where querykey = 'ReadReminderRowsKey'"));
    }

    [Fact]
    public async Task Ensure_AfterANewerVersion_LeavesItsTextsAndAddsWhatIsMissing()
    {
        await EnsureAsync();
        await ExecuteAsync(
            $"""
            update orleansquery set querytext = '{OrleansSchema.Version + 1}' where querykey = '{OrleansSchema.VersionKey}';
            update orleansquery set querytext = 'newer' where querykey = 'WriteToStorageKey';
            """);
        await EnsureAsync(autoMigrate: false);
        await ExecuteAsync("delete from orleansquery where querykey = 'ReadFromStorageKey'");

        await EnsureAsync();

        Assert.Equal(["newer"], await ReadAsync("select querytext from orleansquery where querykey = 'WriteToStorageKey'"));
        Assert.Equal([$"{OrleansSchema.Version + 1}"], await ReadAsync($"select querytext from orleansquery where querykey = '{OrleansSchema.VersionKey}'"));
        await EnsureAsync(autoMigrate: false);
    }

    [Fact]
    public async Task Ensure_StateTwiceInAnothersTable_IsRefusedUntilOneIsDeleted()
    {
        await EnsureAsync();
        await ExecuteAsync(
            """
            drop index orleansstorage_grain;
            insert into orleansstorage select 1, 0, 0, 1, 'type', 'key', 'service', null, now(), version from generate_series(1, 2) version;
            """);

        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => EnsureAsync());
        Assert.Contains("orleansstorage", exception.Message, StringComparison.Ordinal);
        await ExecuteAsync("delete from orleansstorage where version = 1");

        await EnsureAsync();
    }

    [Fact]
    public async Task Ensure_TableHeldByAnother_GivesUpSoonAndCanBeTriedAgain()
    {
        await EnsureAsync();
        await ExecuteAsync("drop index orleansstorage_grain");
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand("lock table orleansstorage in row exclusive mode", connection))
            await command.ExecuteNonQueryAsync(Token);

        await Assert.ThrowsAsync<JournalUnavailableException>(() => EnsureAsync());
        await transaction.RollbackAsync(Token);

        await EnsureAsync();
    }

    [Fact]
    public async Task Ensure_OtherProvider_IsRefused()
    {
        var exception = await Assert.ThrowsAsync<StorageConfigurationException>(() => OrleansTables.EnsureAsync(new StorageOptions(), Token));

        Assert.Contains("OrleansSaga:Storage:Provider=postgres", exception.Message, StringComparison.Ordinal);
    }

    private Task EnsureAsync(bool autoMigrate = true, string? connectionOptions = null)
    {
        var connection = new NpgsqlConnectionStringBuilder(_connectionString) { Options = connectionOptions };
        return OrleansTables.EnsureAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connection.ConnectionString, AutoMigrate = autoMigrate }, Token);
    }

    /// <summary>Changes with everything that is created, dropped or written.</summary>
    private Task<List<string>> TraceAsync() => ReadAsync(
        """
        select relname || ' ' || oid || ' ' || relfilenode || ' ' || xmin from pg_class where relname like 'orleans%'
        union all select querykey || ' ' || ctid || ' ' || xmin from orleansquery
        order by 1
        """);

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<string> rows = [];
        while (await reader.ReadAsync(Token))
            rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
