using System.Globalization;

namespace OrleansSaga.Faults.Tests;

/// <summary>nginx in front of three silos under load, with deploy/nginx's files: a client that makes a call at most twice does not notice that a silo is killed.</summary>
[Collection("clusters")]
public sealed class NginxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 240_000)]
    public Task Http_EachSiloKilledInTurn_FailsNoRequestOfAClientThatRetriesOnce() => HttpAsync(silo => silo.KillAsync(), "dead");

    [Fact(Timeout = 240_000)]
    public Task Http_EachSiloTerminatedInTurn_FailsNoRequestOfAClientThatRetriesOnce() => HttpAsync(silo => silo.TerminateAsync(Cancel), null);

    [Fact(Timeout = 240_000)]
    public Task Grpc_EachSiloKilledInTurn_FailsNoCallOfAClientThatRetriesOnce() => RunAsync(async bed =>
    {
        await using var nginx = await StartAsync(bed);
        using var load = new GrpcLoad(nginx.GrpcUrl);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var clients = load.RunAsync(clients: 6, stop.Token);

        foreach (var silo in bed.Cluster.Silos)
        {
            await WhenGoesOnAsync(load, clients);
            await silo.KillAsync();
            await bed.WhenMembersAreAsync(Members(bed, silo, "dead"));
            await WhenGoesOnAsync(load, clients);
            silo.Start();
            await bed.WhenAllAreActiveAsync();
        }

        await WhenGoesOnAsync(load, clients);
        await stop.CancelAsync();
        await clients;
        Report("gRPC", load.Calls, load.Repeats, load.Failed.Count);
        Assert.Empty(load.Failed);
        var unfinished = await UnfinishedAsync(bed, load);
        while (unfinished.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancel);
            unfinished = await UnfinishedAsync(bed, load);
        }
    });

    private static Task HttpAsync(Func<ITestSilo, Task> strike, string? stateAfter) => RunAsync(async bed =>
    {
        await using var nginx = await StartAsync(bed);
        using var front = new ServerList(nginx.Url) { Attempts = 2, Pause = TimeSpan.FromMilliseconds(100) };
        bed.Begin(front);

        foreach (var silo in bed.Cluster.Silos)
        {
            await bed.WhenLoadGoesOnAsync(60);
            await strike(silo);
            await bed.WhenMembersAreAsync(Members(bed, silo, stateAfter));
            await bed.WhenLoadGoesOnAsync(60);
            silo.Start();
            await bed.WhenAllAreActiveAsync();
        }

        await bed.WhenLoadGoesOnAsync(60);
        var violations = await bed.JudgeAsync();
        Report("HTTP", front.Calls, front.Repeats, front.Failed.Count);
        Assert.Empty(front.Failed);
        Assert.Empty(violations);
    });

    private static Task RunAsync(Func<LoadedCluster, Task> test)
    {
        NginxRequired.OrSkip();
        return LoadedCluster.RunAsync(test);
    }

    private static async Task<NginxFront> StartAsync(LoadedCluster bed)
    {
        await bed.Cluster.StartAsync(Cancel);
        await bed.WhenAllAreActiveAsync();
        return await NginxFront.StartAsync(bed.Cluster.Silos, Cancel);
    }

    /// <summary>All are active, but one, which is in this state or has no row.</summary>
    private static string[] Members(LoadedCluster bed, ITestSilo struck, string? state) =>
        [.. bed.Cluster.Silos.Where(silo => silo != struck || state is not null).Select(silo => $"{silo.Name} {(silo == struck ? state : "active")}")];

    private static async Task WhenGoesOnAsync(GrpcLoad load, Task clients, int transactions = 200)
    {
        var enough = load.Ended.Count + transactions;
        while (load.Ended.Count < enough)
        {
            Assert.False(clients.IsCompleted, clients.Exception?.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancel);
        }
    }

    /// <summary>What was acknowledged, and has not succeeded yet.</summary>
    private static async Task<IReadOnlyList<string>> UnfinishedAsync(LoadedCluster bed, GrpcLoad load)
    {
        await using var journal = new JournalReading(bed.Cluster.Database.ConnectionString);
        var statuses = await journal.StatusesAsync(Cancel);
        Assert.All(load.Ended, gid => Assert.NotEqual("failed", statuses.GetValueOrDefault(gid)));
        return [.. load.Ended.Where(gid => statuses.GetValueOrDefault(gid) != "succeed")];
    }

    private static void Report(string protocol, int calls, int repeats, int failed) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{protocol} through nginx: {calls} calls, {repeats} made twice, {failed} failed"));
}
