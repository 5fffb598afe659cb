using Npgsql;

namespace OrleansSaga.Faults.Tests;

/// <summary>What strikes all silos, or their common table, while clients go on.</summary>
[Collection("clusters")]
public sealed class ClusterTroubleTests
{
    private const string TableAway = "The table of silos cannot be reached or written";
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public Task AllSilos_KilledAtOnceAndStartedInAnotherOrder_LoseNothing() => UnderLoadAsync(async bed =>
    {
        await Task.WhenAll(bed.Cluster.Silos.Select(silo => silo.KillAsync()));
        foreach (var silo in bed.Cluster.Silos.Reverse())
        {
            silo.Start();
            await silo.WhenReadyAsync(Patience, Cancel);
        }

        await bed.WhenAllAreActiveAsync();
    });

    [Theory(Timeout = 180_000)]
    [InlineData(0, "update saga_silos set state = 'leaving' where name = 'silo-1'")]
    [InlineData(1, "update saga_silos set incarnation = gen_random_uuid() where name = 'silo-2'")]
    [InlineData(2, "delete from saga_silos")]
    public Task Rows_EditedByHand_AreMadeGood(int silo, string edit) => UnderLoadAsync(async bed =>
    {
        await bed.QueryAsync(edit);
        await LoadedCluster.WhenLoggedAsync(bed.Cluster.Silos[silo], "has lost its row");

        await bed.WhenAllAreActiveAsync();
    });

    [Fact(Timeout = 180_000)]
    public Task Database_ReadOnlyForAWhile_KillsNobody() => UnderLoadAsync(bed => UnharmedAsync(bed, async () =>
    {
        await AdministrateAsync(bed, "alter system set default_transaction_read_only = on");
        foreach (var silo in bed.Cluster.Silos)
            await LoadedCluster.WhenLoggedAsync(silo, TableAway);
        await AdministrateAsync(bed, "alter system reset default_transaction_read_only");
    }));

    [Fact(Timeout = 180_000)]
    public Task Database_FrozenForAWhile_KillsNobody() => UnderLoadAsync(
        bed => UnharmedAsync(bed, async () =>
        {
            await bed.Cluster.Database.PauseAsync();
            try
            {
                // The length of the fault.
                var over = Task.Delay(Frozen, TimeProvider.System, Cancel);
                foreach (var silo in bed.Cluster.Silos)
                    await LoadedCluster.WhenLoggedAsync(silo, TableAway).WaitAsync(Frozen, TimeProvider.System, Cancel);
                await over;
            }
            finally
            {
                await bed.Cluster.Database.ResumeAsync();
            }
        }),
        new ProcessClusterOptions { Folder = "", Connection = "SSL Mode=Disable" });

    [Fact(Timeout = 180_000)]
    public async Task Database_DiskFull_LosesNothingAndGoesOnWhenThereIsRoom()
    {
        PostgresRequired.OrSkip();
        await using var disk = await SmallDisk.MountOrSkipAsync(Cancel);
        await UnderLoadAsync(
            async bed =>
            {
                disk.Fill();
                // Every silo has written what the disk had no room for; clients wait by then.
                foreach (var silo in bed.Cluster.Silos)
                    await LoadedCluster.WhenLoggedAsync(silo, "cannot commit (disk_full)");
                disk.Empty();
                await bed.WhenAllAreActiveAsync();
            },
            prepare: async cluster =>
            {
                await ExecuteAsync(cluster, $"create tablespace small location '{disk.Folder}'");
                await ExecuteAsync(cluster, $"alter database {new NpgsqlConnectionStringBuilder(cluster.Database.ConnectionString).Database} set tablespace small");
            });
    }

    private static Task UnderLoadAsync(Func<LoadedCluster, Task> trouble, ProcessClusterOptions? options = null, Func<ITestCluster, Task>? prepare = null) => LoadedCluster.RunAsync(
        async bed =>
        {
            await bed.Cluster.StartAsync(Cancel);
            await bed.WhenAllAreActiveAsync();
            bed.Begin();
            await bed.WhenLoadGoesOnAsync();
            await trouble(bed);
            foreach (var silo in bed.Cluster.Silos)
                await silo.WhenReadyAsync(Patience, Cancel);
            await bed.WhenLoadGoesOnAsync();

            Assert.Empty(await bed.JudgeAsync());
        },
        options,
        prepare: prepare);

    private static async Task UnharmedAsync(LoadedCluster bed, Func<Task> trouble)
    {
        var before = await bed.IncarnationsAsync();
        await trouble();
        foreach (var silo in bed.Cluster.Silos)
            await LoadedCluster.WhenLoggedAsync(silo, "The table of silos is back");

        Assert.Equal(before, await bed.IncarnationsAsync());
        await bed.WhenAllAreActiveAsync();
        Assert.All(bed.Cluster.Silos, silo => Assert.DoesNotContain("Declared silo", silo.Log, StringComparison.Ordinal));
    }

    private static async Task AdministrateAsync(LoadedCluster bed, string sql)
    {
        await ExecuteAsync(bed.Cluster, sql);
        await ExecuteAsync(bed.Cluster, "select pg_reload_conf()");
    }

    private static async Task ExecuteAsync(ITestCluster cluster, string sql)
    {
        var admin = new NpgsqlConnectionStringBuilder(cluster.Database.ConnectionString) { Database = "postgres", Pooling = false };
        await using var database = NpgsqlDataSource.Create(admin);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
