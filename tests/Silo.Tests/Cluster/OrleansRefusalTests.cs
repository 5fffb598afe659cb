using OrleansSaga.Silo.Tests.Import;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Silos whose grains would not find each other, on one database.</summary>
public sealed class OrleansRefusalTests(ImportPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silo_OfAnotherOrleansCluster_IsRefusedAndNamesTheFirst()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);
        await using var first = await ClusterSilo.StartAsync(connectionString, "silo-1", "--OrleansSaga:Cluster:Id=one");

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => ClusterSilo.StartAsync(connectionString, "silo-2", "--OrleansSaga:Cluster:Id=two"));

        Assert.Contains("This silo, 'silo-2', carries its grains on 'Orleans, cluster two', and a silo 'silo-1'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lives on this database on 'Orleans, cluster one'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["silo-1 active"], first.Sees());
    }

    [Fact]
    public async Task Silo_BesideAnEmbeddedOne_IsRefusedAndNamesTheFirst()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Cancel);
        var options = new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = connectionString };
        await SchemaMigration.RunAsync(options, forOrleans: false, TimeProvider.System, Cancel);
        using var embedded = MembershipTables.Postgres(options, "old");
        var incarnation = Guid.NewGuid();
        var claim = new SiloClaim("old", "old:1", "http://old", "1.0", new VersionRange(1, 1), SiloClaim.OwnSchema, 2);
        Assert.NotNull(embedded.TryJoin(new JoinRequest(claim, incarnation, SiloState.Active, Rows.Secret, true, JoinEvidence.None)).Result);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var beats = BeatAsync(embedded, incarnation, over.Token);

        var refused = await Assert.ThrowsAsync<StorageConfigurationException>(() => ClusterSilo.StartAsync(connectionString, "new"));

        Assert.Contains("This silo, 'new', carries its grains on 'Orleans, cluster orleanssaga', and a silo 'old'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lives on this database on 'embedded'", refused.Message, StringComparison.Ordinal);
        await over.CancelAsync();
        await beats;
    }

    private static async Task BeatAsync(ISiloTable table, Guid incarnation, CancellationToken over)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            do
                Assert.True(table.Beat("old", incarnation).IsAlive);
            while (await timer.WaitForNextTickAsync(over));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody asks any more whether it lives.
            return;
        }
    }
}
