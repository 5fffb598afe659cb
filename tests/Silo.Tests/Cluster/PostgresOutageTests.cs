using Npgsql;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;
using OrleansSaga.Storage.Postgres;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A database that crashes under a cluster; on a server of its own.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private Village _village = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var missing = PostgresBinaries.Find() is null || Environment.GetEnvironmentVariable(PostgresServer.ServerVariable) is { Length: > 0 };
        Assert.SkipWhen(missing, "A PostgreSQL that may be stopped is needed.");
        _server = await PostgresServer.StartAsync(cancellationToken: Token);
        var options = new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = await _server.CreateDatabaseAsync(Token) };
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await PostgresSchema.EnsureAsync(connection, autoMigrate: true, Token);
        _village = new Village(name => MembershipTables.Postgres(options, name));
    }

    public async ValueTask DisposeAsync()
    {
        _village?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Database_CrashedAndBack_KillsNobody()
    {
        var (a, b) = (_village.Join("a"), _village.Join("b"));
        _village.Run(1);
        await _server.StopAsync("immediate", Token);
        _village.Run(20);
        await _server.StartAsync(Token);
        _village.Run(10);

        AssertUnharmed(a, b);
    }

    private static void AssertUnharmed(params Villager[] silos)
    {
        Assert.All(silos, silo => Assert.Equal("a b", silo.Control.Members));
        Assert.All(silos, silo => Assert.Single(silo.Log.Of(2802)));
        Assert.All(silos, silo => Assert.Single(silo.Log.Of(2803)));
        Assert.All(silos, silo => Assert.Empty(silo.Log.Of(2805)));
    }
}
