using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Storage.Tests.Orleans;

public sealed class OrleansMembershipQueryTests(PostgresFixture fixture) : IAsyncLifetime
{
    private OrleansProvider _provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await fixture.Server.CreateDatabaseAsync(Token);
        await OrleansTables.EnsureAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connectionString }, Token);
        _provider = await OrleansProvider.StartAsync(connectionString);
        Assert.True(await _provider.ChangesAsync(OrleansCall.InsertVersion()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task InsertVersion_Again_ChangesNothing()
    {
        await InsertAsync("a");

        Assert.False(await _provider.ChangesAsync(OrleansCall.InsertVersion()));
        Assert.Equal("1: a 2", await ReadAsync());
    }

    [Fact]
    public async Task ReadAll_NoSiloYet_HasTheVersionAlone()
    {
        var row = Assert.Single(await _provider.RunAsync(OrleansCall.ReadAll()));

        Assert.Equal(0, row["Version"]);
        Assert.Null(row["StartTime"]);
    }

    [Fact]
    public async Task ReadRow_KnownAndUnknownSilo_HaveTheVersion()
    {
        await InsertAsync("a", "b");

        var known = Assert.Single(await _provider.RunAsync(OrleansCall.ReadRow("b")));
        var unknown = Assert.Single(await _provider.RunAsync(OrleansCall.ReadRow("c")));

        Assert.Equal(("b", "host", "127.0.0.1", 11111, 2, 30000, 2), (known["SiloName"], known["HostName"], known["Address"], known["Port"], known["Status"], known["ProxyPort"], known["Version"]));
        Assert.Equal((OrleansCall.Start, OrleansCall.Start), (known["StartTime"], known["IAmAliveTime"]));
        Assert.Equal((null, 2), (unknown["StartTime"], unknown["Version"]));
    }

    [Fact]
    public async Task Insert_StaleVersionOrSiloThatIsThere_IsRefusedAndCountsNothing()
    {
        await InsertAsync("a");

        Assert.False(await _provider.ChangesAsync(OrleansCall.Insert("b", 0)));
        Assert.False(await _provider.ChangesAsync(OrleansCall.Insert("b", 2)));
        Assert.False(await _provider.ChangesAsync(OrleansCall.Insert("a", 1)));
        Assert.Equal("1: a 2", await ReadAsync());
    }

    [Theory]
    [InlineData(true, "1: a 2")]
    [InlineData(false, "1: b 2")]
    public async Task Insert_TwoAtOnce_OneWins(bool firstCommits, string expected)
    {
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.True(await _provider.ChangesAsync(OrleansCall.Insert("a", 0), connection));

        var second = await _provider.BehindAsync(transaction, firstCommits, () => _provider.ChangesAsync(OrleansCall.Insert("b", 0)));

        Assert.Equal(!firstCommits, second);
        Assert.Equal(expected, await ReadAsync());
    }

    [Fact]
    public async Task Insert_OneSiloTwiceAtOnce_OneWins()
    {
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.True(await _provider.ChangesAsync(OrleansCall.Insert("a", 0), connection));

        Assert.False(await _provider.BehindAsync(transaction, true, () => _provider.ChangesAsync(OrleansCall.Insert("a", 0))));
        Assert.Equal("1: a 2", await ReadAsync());
    }

    [Fact]
    public async Task Insert_ByManyWhoTryUntilTheyAreIn_LosesNobody()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => JoinAsync($"silo{number}")));

        Assert.Equal($"8: {string.Join(", ", Enumerable.Range(0, 8).Select(number => $"silo{number} 2"))}", await ReadAsync());

        async Task JoinAsync(string silo)
        {
            while (!await _provider.ChangesAsync(OrleansCall.Insert(silo, await VersionAsync())))
            {
            }
        }
    }

    [Fact]
    public async Task Update_StaleVersionOrUnknownSilo_IsRefusedAndCountsNothing()
    {
        await InsertAsync("a");

        Assert.False(await _provider.ChangesAsync(OrleansCall.Update("a", 0, OrleansCall.Dead)));
        Assert.False(await _provider.ChangesAsync(OrleansCall.Update("b", 1, OrleansCall.Dead)));
        Assert.Equal("1: a 2", await ReadAsync());
    }

    [Fact]
    public async Task Update_CurrentVersion_ChangesTheSiloAndCounts()
    {
        await InsertAsync("a", "b");

        Assert.True(await _provider.ChangesAsync(OrleansCall.Update("a", 2, OrleansCall.Dead, "someone,sometime")));

        Assert.Equal("3: a 6, b 2", await ReadAsync());
        Assert.Equal("someone,sometime", (await _provider.RunAsync(OrleansCall.ReadRow("a")))[0]["SuspectTimes"]);
    }

    [Fact]
    public async Task Update_TwoAtOnce_OneWins()
    {
        await InsertAsync("a", "b");
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.True(await _provider.ChangesAsync(OrleansCall.Update("a", 2, OrleansCall.Dead), connection));

        Assert.False(await _provider.BehindAsync(transaction, true, () => _provider.ChangesAsync(OrleansCall.Update("b", 2, OrleansCall.Dead))));
        Assert.Equal("3: a 6, b 2", await ReadAsync());
    }

    [Fact]
    public async Task Update_WhileTheSiloBeats_IsDoneAfterwards()
    {
        await InsertAsync("a");
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await _provider.RunAsync(OrleansCall.Alive("a", OrleansCall.Start.AddSeconds(1)), connection);

        Assert.True(await _provider.BehindAsync(transaction, true, () => _provider.ChangesAsync(OrleansCall.Update("a", 1, OrleansCall.Active))));
        Assert.Equal("2: a 3", await ReadAsync());
    }

    [Fact]
    public async Task Alive_ChangesTheTimeAlone()
    {
        await InsertAsync("a", "b");

        Assert.Empty(await _provider.RunAsync(OrleansCall.Alive("a", OrleansCall.Start.AddSeconds(5))));

        Assert.Equal("2: a 2, b 2", await ReadAsync());
        Assert.Equal(OrleansCall.Start.AddSeconds(5), (await _provider.RunAsync(OrleansCall.ReadRow("a")))[0]["IAmAliveTime"]);
        Assert.Equal(OrleansCall.Start, (await _provider.RunAsync(OrleansCall.ReadRow("b")))[0]["IAmAliveTime"]);
    }

    [Fact]
    public async Task Gateways_AreTheActiveSilosWithAPort()
    {
        await _provider.ChangesAsync(OrleansCall.Insert("a", 0, OrleansCall.Active, 30001));
        await _provider.ChangesAsync(OrleansCall.Insert("b", 1, OrleansCall.Active, 0));
        await _provider.ChangesAsync(OrleansCall.Insert("c", 2, OrleansCall.Dead, 30003));

        var row = Assert.Single(await _provider.RunAsync(OrleansCall.Gateways()));

        Assert.Equal(("127.0.0.1", 30001), (row["Address"], row["ProxyPort"]));
        Assert.IsType<int>(row["Generation"]);
    }

    [Fact]
    public async Task Cleanup_DeletesWhatIsOldAndNotActive()
    {
        await _provider.ChangesAsync(OrleansCall.Insert("active", 0, OrleansCall.Active));
        await _provider.ChangesAsync(OrleansCall.Insert("dead", 1, OrleansCall.Dead));
        await _provider.ChangesAsync(OrleansCall.Insert("joining", 2));
        await _provider.ChangesAsync(OrleansCall.Insert("recent", 3, OrleansCall.Dead));
        await _provider.RunAsync(OrleansCall.Alive("recent", OrleansCall.Start.AddDays(1)));

        Assert.Empty(await _provider.RunAsync(OrleansCall.Cleanup(OrleansCall.Start.AddHours(1))));

        Assert.Equal("4: active 3, recent 6", await ReadAsync());
    }

    [Fact]
    public async Task Delete_WhileASiloJoins_LeavesNothing()
    {
        await InsertAsync("a");
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.True(await _provider.ChangesAsync(OrleansCall.Insert("b", 1), connection));

        await _provider.BehindAsync(transaction, true, () => _provider.RunAsync(OrleansCall.Delete()));

        Assert.Empty(await _provider.RunAsync(OrleansCall.ReadAll()));
        Assert.True(await _provider.ChangesAsync(OrleansCall.InsertVersion()));
        Assert.Null(Assert.Single(await _provider.RunAsync(OrleansCall.ReadAll()))["StartTime"]);
    }

    private async Task InsertAsync(params string[] silos)
    {
        for (var version = 0; version < silos.Length; version++)
            Assert.True(await _provider.ChangesAsync(OrleansCall.Insert(silos[version], version)));
    }

    private async Task<int> VersionAsync() => (int)(await _provider.RunAsync(OrleansCall.ReadAll()))[0]["Version"]!;

    /// <summary>The version, and each silo's name and status.</summary>
    private async Task<string> ReadAsync()
    {
        var rows = await _provider.RunAsync(OrleansCall.ReadAll());
        return $"{rows[0]["Version"]}: {string.Join(", ", rows.Where(row => row["StartTime"] is not null).Select(row => $"{row["SiloName"]} {row["Status"]}").Order(StringComparer.Ordinal))}";
    }
}
