using OrleansSaga.Silo.Operations;
using OrleansSaga.Silo.Tests.Import;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>A silo that is told to stop takes its leave so that no client notices. Each test has a cluster of its own.</summary>
public sealed class DrainTests(ImportPostgres postgres)
{
    private const int Submits = 50;

    [Fact]
    public async Task Stop_WhileClientsWait_LeavesNoneWithoutItsSuccess()
    {
        await using var bed = await ClusterBed.StartAsync(postgres);
        var gate = Gate(bed);
        var http = Enumerable.Range(0, Submits).Select(i => SubmitAsync(bed, "http", bed.Silos[i % 3])).ToList();
        var grpc = Enumerable.Range(0, Submits / 5).Select(_ => SubmitAsync(bed, "grpc", bed.Silos[1])).ToList();
        await ClusterBed.UntilAsync(() => bed.Participant.Calls.Count == http.Count + grpc.Count);

        var stop = bed.Silos[1].StopAsync();
        await ClusterBed.UntilAsync(() => bed.Silos[0].Sees().Contains("silo-2 leaving"));
        gate.SetResult();

        Assert.Equal(["ok"], (await Task.WhenAll(http)).Distinct());
        Assert.Equal(["ok"], (await Task.WhenAll(grpc)).Distinct());
        await stop;
        await ClusterBed.UntilAsync(() => new[] { bed.Silos[0], bed.Silos[2] }.All(static silo => silo.Sees().SequenceEqual(["silo-1 active", "silo-3 active"])));
        Assert.All(bed.Participant.Calls, static call => Assert.Equal("01/action", $"{call.BranchId}/{call.Op}"));
    }

    [Fact]
    public async Task Stop_WhileCallsAreOut_HandsThemOver()
    {
        await using var bed = await ClusterBed.StartAsync(postgres);
        // Only a second call is answered.
        var gate = Gate(bed, static calls => calls > 1);
        var owned = Enumerable.Range(0, 10).Select(_ => ClusterBed.NewGid(bed.Silos[1])).ToList();
        // Both runtimes drive it there: it is the owner, and the first that was called.
        foreach (var gid in owned)
            Assert.Equal("ok", await bed.Silos[1].CallAsync("http", "prepare", Waiting(bed, gid)));
        var waits = owned.Select((gid, i) => bed.Silos[i % 2 == 0 ? 0 : 2].CallAsync("http", "submit", Waiting(bed, gid))).ToList();
        await ClusterBed.UntilAsync(() => bed.Participant.Calls.Count == owned.Count);

        await bed.Silos[1].StopAsync();

        Assert.Equal(["ok"], (await Task.WhenAll(waits)).Distinct());
        gate.SetResult();
        // The call that was out is made again by the new owner; once more by a silo that has been asked by one whose view was older.
        Assert.All(owned, gid => Assert.InRange(bed.Participant.CallsOf(gid).Count, 2, 4));
    }

    [Fact]
    public async Task CanStop_OfASiloAlone_No()
    {
        await using var bed = await ClusterBed.StartAsync(postgres, silos: 1);
        var output = new StringWriter();

        var code = await SiloCommand.RunAsync(["silo", "can-stop", .. ClusterSilo.Configuration(bed.ConnectionString, "silo-1")], output, TextWriter.Null, TimeProvider.System);

        Assert.True(code == SiloExit.No, output.ToString());
    }

    /// <summary>Has the participant's calls wait until the gate is opened, but for those of which so many have come for a gid.</summary>
    private static TaskCompletionSource Gate(ClusterBed bed, Func<int, bool>? passes = null)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Participant.Answer = async call =>
        {
            if (passes?.Invoke(bed.Participant.CallsOf(call.Gid).Count) != true)
                await gate.Task.WaitAsync(call.Aborted);
            return (200, """{"dtm_result":"SUCCESS"}""");
        };
        return gate;
    }

    private static Task<string> SubmitAsync(ClusterBed bed, string front, ClusterSilo at) => at.CallAsync(front, "submit", Waiting(bed, ClusterBed.NewGid()));

    private static Dictionary<string, object?> Waiting(ClusterBed bed, string gid)
    {
        var body = bed.Saga(gid, "/ok");
        (body["wait_result"], body["request_timeout"]) = (true, 20);
        return body;
    }
}
