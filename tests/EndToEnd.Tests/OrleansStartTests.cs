using OrleansSaga.Storage;

namespace OrleansSaga.EndToEnd.Tests;

/// <summary>What the process says and returns that cannot start for want of what Orleans needs.</summary>
public sealed class OrleansStartTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Start_TablesMissingAndNoMigration_SaysSoWithExitCode78()
    {
        PostgresServerRequired.OrSkip();
        await using var postgres = await PostgresServer.StartAsync(cancellationToken: Cancel);
        var storage = new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = await postgres.CreateDatabaseAsync(Cancel) };
        await SchemaMigration.RunAsync(storage, forOrleans: false, TimeProvider.System, Cancel);

        var (code, output) = await ServerProcess.RunAsync(
            [
                "--OrleansSaga:Api:HttpPort=0", "--OrleansSaga:Cluster:Port=0", $"--OrleansSaga:Cluster:Secret={new string('s', 32)}",
                "--OrleansSaga:Storage:Provider=postgres", $"--OrleansSaga:Storage:ConnectionString={storage.ConnectionString}", "--OrleansSaga:Storage:AutoMigrate=false",
            ],
            Path.GetTempPath(),
            Cancel);

        Assert.True(code == 78, $"{code}: {output}");
        Assert.Contains("OrleansSaga cannot start:\nOrleans' tables in the database are missing", output, StringComparison.Ordinal);
        Assert.Contains("OrleansSaga:Storage:AutoMigrate=true", output, StringComparison.Ordinal);
    }
}
