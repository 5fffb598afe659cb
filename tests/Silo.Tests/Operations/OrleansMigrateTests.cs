using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Tests.Cluster;
using OrleansSaga.Silo.Tests.Import;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Tests.Operations;

/// <summary>Orleans' tables, made by the command or missing.</summary>
public sealed class OrleansMigrateTests(ImportPostgres postgres)
{
    private const string NoMigration = "--OrleansSaga:Storage:AutoMigrate=false";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_NewDatabase_ASiloOfAClusterStartsThatMustNotMigrate()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);

        var output = new StringWriter();
        var code = await SiloCommand.RunAsync(["silo", "migrate", .. ClusterSilo.Configuration(connectionString, "silo-1")], output, output, TimeProvider.System);

        Assert.True(code == SiloExit.Yes, output.ToString());
        await using var silo = await ClusterSilo.StartAsync(connectionString, "silo-1", NoMigration);
        await ClusterBed.UntilAsync(() => silo.Sees().SequenceEqual(["silo-1 active"]));
    }

    [Fact]
    public async Task Start_TablesMissingAndNoMigration_IsRefusedInPlainWords()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);
        await SchemaMigration.RunAsync(new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connectionString }, forOrleans: false, TimeProvider.System, Cancel);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => ClusterSilo.StartAsync(connectionString, "silo-1", NoMigration));

        Assert.Contains("Orleans' tables in the database are missing", refused.Message, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Storage:AutoMigrate=true", refused.Message, StringComparison.Ordinal);
    }
}
