using OrleansSaga.Storage.Orleans;

namespace OrleansSaga.Storage.Tests;

/// <summary>The schema by itself, as far as the command's own tests do not show it: what Orleans keeps beside ours.</summary>
public sealed class SchemaMigrationTests(PostgresFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_OnPostgres_MakesOrleansTablesWhereItCarriesTheGrains(bool forOrleans)
    {
        var connectionString = await fixture.Server.CreateDatabaseAsync(Token);

        await SchemaMigration.RunAsync(Options(autoMigrate: false), forOrleans, TimeProvider.System, Token);

        var refused = await Record.ExceptionAsync(() => OrleansTables.EnsureAsync(Options(autoMigrate: false), Token));
        Assert.Equal(forOrleans ? null : typeof(StorageConfigurationException), refused?.GetType());

        StorageOptions Options(bool autoMigrate) => new() { Provider = StorageProvider.Postgres, ConnectionString = connectionString, AutoMigrate = autoMigrate };
    }
}
