using Npgsql;

namespace OrleansSaga.Faults.Tests;

/// <summary>Silos as processes, and what can be done to them.</summary>
public sealed class ProcessClusterTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public Task OneSilo_KilledPausedTerminatedAndDatabaseRestarted_ServesAgain() => WithClusterAsync(async cluster =>
    {
        var silo = cluster.Silos[0];
        using var servers = new ServerList(silo.Url) { Patience = TimeSpan.FromSeconds(2) };
        var client = new DtmClient(servers);

        await silo.KillAsync();
        Assert.False(silo.IsRunning);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.StatusAsync("g", Cancel));
        silo.Start(clockOffset: TimeSpan.FromMinutes(7));
        await silo.WhenReadyAsync(Patience, Cancel);
        Assert.Null(await client.StatusAsync("g", Cancel));

        await silo.PauseAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.StatusAsync("g", Cancel));
        await silo.ResumeAsync();
        Assert.Null(await client.StatusAsync("g", Cancel));

        await cluster.Database.RestartAsync("immediate", Cancel);
        await silo.WhenReadyAsync(Patience, Cancel);

        Assert.Equal(0, await silo.TerminateAsync(Cancel));
        Assert.Contains("life 2, clock off by 00:07:00", silo.Log, StringComparison.Ordinal);
    });

    [Fact(Timeout = 120_000)]
    public Task OneSilo_PathToTheDatabaseCut_IsReadyOnlyOnceItIsHealed() => WithClusterAsync(async cluster =>
    {
        var silo = cluster.Silos[0];

        silo.DatabasePath.Cut();
        await Assert.ThrowsAsync<SiloNotReadyException>(async () =>
        {
            while (true)
                await silo.WhenReadyAsync(TimeSpan.Zero, Cancel);
        });
        silo.DatabasePath.Heal();

        await silo.WhenReadyAsync(Patience, Cancel);
    });

    [Fact(Timeout = 120_000)]
    public Task OneSilo_ClockOff_StoresDatabaseTime() => WithClusterAsync(async cluster =>
    {
        var silo = cluster.Silos[0];
        await silo.KillAsync();
        silo.Start(clockOffset: TimeSpan.FromMinutes(-9));
        await silo.WhenReadyAsync(Patience, Cancel);
        using var servers = new ServerList(silo.Url);
        Assert.True((await new DtmClient(servers).CallAsync("prepare", new { gid = "g", trans_type = "tcc" }, Cancel)).IsOk);

        await using var database = NpgsqlDataSource.Create(cluster.Database.ConnectionString);
        await using var command = database.CreateCommand("select abs(extract(epoch from now() - created_at)) < 60 from saga_listing where gid = 'g'");
        Assert.True((bool)(await command.ExecuteScalarAsync(Cancel))!);
    });

    private static async Task WithClusterAsync(Func<ITestCluster, Task> test)
    {
        PostgresRequired.OrSkip();
        var folder = Directory.CreateTempSubdirectory("orleanssaga-cluster-");
        try
        {
            await using var cluster = await ProcessCluster.CreateAsync(new ProcessClusterOptions { Silos = 1, Folder = folder.FullName }, Cancel);
            await cluster.StartAsync(Cancel);
            await test(cluster);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
