using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Storage.Tests.Orleans;

public sealed class OrleansStateQueryTests(PostgresFixture fixture) : IAsyncLifetime
{
    private static readonly byte[] One = [1];
    private static readonly byte[] Two = [2];

    private OrleansProvider _provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await fixture.Server.CreateDatabaseAsync(Token);
        await OrleansTables.EnsureAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connectionString }, Token);
        _provider = await OrleansProvider.StartAsync(connectionString);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Write_NeverRead_IsTheFirstVersion()
    {
        Assert.Equal(1, await VersionAsync(OrleansCall.Write("key", null, One)));

        Assert.Equal("01 of 1", await ReadAsync("key"));
        Assert.Empty(await _provider.RunAsync(OrleansCall.Read("other")));
    }

    [Fact]
    public async Task Write_NeverReadAndThere_GetsNoVersion()
    {
        await VersionAsync(OrleansCall.Write("key", null, One));

        Assert.Null(await VersionAsync(OrleansCall.Write("key", null, Two)));
        Assert.Equal("01 of 1", await ReadAsync("key"));
    }

    [Fact]
    public async Task Write_VersionRead_GetsTheNextOnlyOnce()
    {
        await VersionAsync(OrleansCall.Write("key", null, One));

        Assert.Equal(2, await VersionAsync(OrleansCall.Write("key", 1, Two)));
        Assert.Equal(1, await VersionAsync(OrleansCall.Write("key", 1, One)));
        Assert.Equal(5, await VersionAsync(OrleansCall.Write("gone", 5, One)));
        Assert.Equal("02 of 2", await ReadAsync("key"));
        Assert.Empty(await _provider.RunAsync(OrleansCall.Read("gone")));
    }

    [Fact]
    public async Task Write_KeyThatIsNullOrEmptyOrHashesAlike_IsAnotherGrain()
    {
        foreach (var key in (string?[])["a", "b", "", null])
            Assert.Equal(1, await VersionAsync(OrleansCall.Write(key, null, One)));

        Assert.Equal(2, await VersionAsync(OrleansCall.Write(null, 1, Two)));

        Assert.Null(await VersionAsync(OrleansCall.Write(null, null, One)));
        Assert.Null(await VersionAsync(OrleansCall.Write("", null, One)));
        Assert.Equal("02 of 2", await ReadAsync(null));
        Assert.Equal("01 of 1", await ReadAsync(""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_FirstVersionTwiceAtOnce_OneWins(bool firstCommits)
    {
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.Equal(1, await VersionAsync(OrleansCall.Write("key", null, One), connection));

        var second = await _provider.BehindAsync(transaction, firstCommits, () => VersionAsync(OrleansCall.Write("key", null, Two)));

        Assert.Equal(firstCommits ? null : 1, second);
        Assert.Equal(firstCommits ? "01 of 1" : "02 of 1", await ReadAsync("key"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_SameVersionTwiceAtOnce_OneWins(bool firstCommits)
    {
        await VersionAsync(OrleansCall.Write("key", null, []));
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        Assert.Equal(2, await VersionAsync(OrleansCall.Write("key", 1, One), connection));

        var second = await _provider.BehindAsync(transaction, firstCommits, () => VersionAsync(OrleansCall.Write("key", 1, Two)));

        Assert.Equal(firstCommits ? 1 : 2, second);
        Assert.Equal(firstCommits ? "01 of 2" : "02 of 2", await ReadAsync("key"));
    }

    [Fact]
    public async Task Clear_VersionRead_KeepsTheRowAndCounts()
    {
        await VersionAsync(OrleansCall.Write("key", null, One));

        Assert.Empty(await _provider.RunAsync(OrleansCall.Clear("key", 2)));
        Assert.Equal(2, await VersionAsync(OrleansCall.Clear("key", 1)));

        Assert.Equal("nothing of 2", await ReadAsync("key"));
        Assert.Null(await VersionAsync(OrleansCall.Write("key", null, Two)));
        Assert.Equal(3, await VersionAsync(OrleansCall.Write("key", 2, Two)));
    }

    [Fact]
    public async Task Delete_VersionRead_DeletesTheRow()
    {
        await VersionAsync(OrleansCall.Write("key", null, One));

        Assert.Empty(await _provider.RunAsync(OrleansCall.DeleteState("key", 2)));
        Assert.Equal(2, await VersionAsync(OrleansCall.DeleteState("key", 1)));

        Assert.Empty(await _provider.RunAsync(OrleansCall.Read("key")));
        Assert.Equal(1, await VersionAsync(OrleansCall.Write("key", null, Two)));
    }

    [Fact]
    public async Task Clear_WhileAnotherWrites_IsRefused()
    {
        await VersionAsync(OrleansCall.Write("key", null, []));
        await using var connection = await _provider.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await VersionAsync(OrleansCall.Write("key", 1, One), connection);

        Assert.Empty(await _provider.BehindAsync(transaction, true, () => _provider.RunAsync(OrleansCall.Clear("key", 1))));
        Assert.Equal("01 of 2", await ReadAsync("key"));
    }

    [Fact]
    public async Task Write_LongestNames_AreStored()
    {
        var key = new string('k', 512);

        Assert.Equal(1, await VersionAsync(OrleansCall.Write(key, null, One)));
        Assert.Equal(2, await VersionAsync(OrleansCall.Write(key, 1, Two)));
    }

    private async Task<int?> VersionAsync(OrleansCall call, Npgsql.NpgsqlConnection? connection = null) =>
        (int?)Assert.Single(await _provider.RunAsync(call, connection))["NewGrainStateVersion"];

    /// <summary>The payload and its version.</summary>
    private async Task<string> ReadAsync(string? key)
    {
        var row = Assert.Single(await _provider.RunAsync(OrleansCall.Read(key)));
        return $"{(row["PayloadBinary"] is byte[] payload ? Convert.ToHexString(payload) : "nothing")} of {row["Version"]}";
    }
}
