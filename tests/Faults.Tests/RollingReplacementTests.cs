using System.Net;

namespace OrleansSaga.Faults.Tests;

/// <summary>A cluster under load whose silos are replaced one by one: clients that retry see nothing of it.</summary>
[Collection("clusters")]
public sealed class RollingReplacementTests
{
    private const int Refused = 78;
    private static readonly string[] AsPreviousVersion = ["--OrleansSaga:Cluster:FeatureLevelCap=1"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public Task ThreeSilos_ReplacedOneByOne_FailNoRequest() => LoadedCluster.RunAsync(async bed =>
    {
        await bed.Cluster.StartAsync(Cancel);
        await bed.WhenAllAreActiveAsync();
        bed.Begin();
        foreach (var silo in bed.Cluster.Silos)
        {
            await bed.WhenLoadGoesOnAsync();
            await ReplaceAsync(bed, silo);
        }

        await bed.WhenLoadGoesOnAsync();
        Assert.Empty(await bed.JudgeAsync());
        Assert.Empty(bed.Servers.Failed);
        Assert.All(TransferPlan.Modes, mode => Assert.Contains(bed.Load.Records, record => record.Mode == mode && record.Promised is not null || record is { Mode: "saga", IsAcknowledged: true }));
    });

    [Fact(Timeout = 240_000)]
    public Task PreviousVersion_ReplacedOneByOne_RaisesTheLevelAndComesNotBack() => LoadedCluster.RunAsync(
        async bed =>
        {
            var (first, second, young) = (bed.Cluster.Silos[0], bed.Cluster.Silos[1], bed.Cluster.Silos[2]);
            first.Start(more: AsPreviousVersion);
            second.Start(more: AsPreviousVersion);
            await Task.WhenAll(first.WhenReadyAsync(Patience, Cancel), second.WhenReadyAsync(Patience, Cancel));
            await bed.Cluster.StartAsync(Cancel);
            await bed.WhenAllAreActiveAsync();
            bed.Begin();
            await bed.WhenLoadGoesOnAsync();

            await AssertTccIsTooNewAsync(bed);
            await ReplaceAsync(bed, first);
            await AssertTccIsTooNewAsync(bed);
            await ReplaceAsync(bed, second);
            foreach (var silo in bed.Cluster.Silos)
                await TransferByTccAsync(bed, silo);

            Assert.Equal(0, await young.TerminateAsync(Cancel));
            young.Start(more: AsPreviousVersion);
            Assert.Equal(Refused, await young.Exited.WaitAsync(Patience, TimeProvider.System, Cancel));
            Assert.Contains("records of feature level 2, and this silo, 'silo-3' (version ", young.Log, StringComparison.Ordinal);
            Assert.Contains("reads only up to 1", young.Log, StringComparison.Ordinal);
            await bed.Cluster.StartAsync(Cancel);
            await bed.WhenAllAreActiveAsync();

            Assert.Empty(await bed.JudgeAsync());
            Assert.Empty(bed.Servers.Failed);
        },
        mode: "saga");

    private static async Task ReplaceAsync(LoadedCluster bed, ITestSilo silo)
    {
        Assert.Equal(0, await silo.TerminateAsync(Cancel));
        silo.Start();
        await silo.WhenReadyAsync(Patience, Cancel);
        await bed.WhenAllAreActiveAsync();
    }

    private static async Task AssertTccIsTooNewAsync(LoadedCluster bed)
    {
        foreach (var silo in bed.Cluster.Silos)
        {
            using var servers = new ServerList(silo.Url);
            var answer = await new DtmClient(servers).CallAsync("prepare", new { gid = $"too-new-{silo.Name}", trans_type = "tcc" }, Cancel);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.Contains("a silo of the cluster cannot read this yet (feature level 2, the cluster is at 1)", answer.Text, StringComparison.Ordinal);
        }
    }

    private static async Task TransferByTccAsync(LoadedCluster bed, ITestSilo silo)
    {
        // Repeats until the level has risen.
        using var servers = LoadedCluster.ServersOf(silo);
        var record = bed.Transfer("tcc");
        await new TransferClient(new DtmClient(servers), bed.Banks).TccAsync(record, Cancel);
        Assert.Equal("succeed", record.Promised);
    }
}
