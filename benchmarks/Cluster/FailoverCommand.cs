using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Reports;
using OrleansSaga.Faults;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Ownership;

namespace OrleansSaga.Benchmarks.Cluster;

/// <summary>
/// Sagas whose participants hang are under way at all silos when one is killed (SIGKILL) or halted (SIGSTOP): how long until calls for
/// its transactions are answered by the others, and until all that it was driving has called its participant again.
/// </summary>
internal static class FailoverCommand
{
    private const int RequestTimeoutSeconds = 300;
    private const int Victim = 0;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(CommandOptions line, CancellationToken cancellationToken)
    {
        var silos = line.Number("silos", 3, least: 2);
        var sagas = line.Number("sagas", 300);
        var runs = line.Number("runs", 5);
        var json = line.Text("json");
        var labOptions = LabOptions.Read(line, listeners: 20);
        line.RefuseUnknown();

        await using var lab = await Lab.StartAsync(labOptions, postgres: true, cancellationToken);
        var results = new List<FailoverResult>();
        for (var repetition = 1; repetition <= runs; repetition++)
        {
            foreach (var fault in (string[])["kill -9", "SIGSTOP", "database"])
            {
                results.Add(fault == "database"
                    ? await RestartAsync(lab, silos, repetition, cancellationToken)
                    : await MeasureAsync(lab, silos, sagas, halt: fault == "SIGSTOP", repetition, cancellationToken));
                var last = results[^1];
                await Console.Error.WriteLineAsync($"repetition {repetition}: {last.Fault}: calls {last.CallsSeconds:0.00} s, driven {last.DrivenSeconds:0.00} s, back {last.RejoinSeconds:0.00} s");
            }
        }

        Write(results);
        if (json is not null)
            await File.WriteAllTextAsync(json, Wire.WriteIndented(results), cancellationToken);
        return 0;
    }

    private static async Task<FailoverResult> MeasureAsync(Lab lab, int silos, int sagas, bool halt, int repetition, CancellationToken cancellationToken)
    {
        await using var cluster = await lab.StartClusterAsync(silos, cancellationToken);
        await lab.ParticipantsAsync("reset", cancellationToken);
        var plan = lab.Plan(cluster, clients: 16) with { Path = "/hang", Count = sagas, DoneLog = null, RequestTimeoutSeconds = RequestTimeoutSeconds };
        // Where a silo drives what it takes, the one that goes takes all.
        if (BuiltSilos.Nature.DrivesWhatItTakes)
            plan = plan with { Servers = [cluster.Urls[Victim]] };
        await lab.LoadAsync(plan, cancellationToken);
        await lab.UntilCalledAsync(sagas, Patience, cancellationToken);
        var owned = BuiltSilos.Nature.DrivesWhatItTakes ? sagas : Enumerable.Range(0, sagas).Count(number => IsVictims(Gids.Of(plan.GidPrefix, number), silos));

        using var probe = new FailoverProbe();
        var probed = Enumerable.Range(0, sagas).Select(number => $"probe-{repetition}-{halt}-{number}").Where(gid => IsVictims(gid, silos)).ToList();
        var survivor = cluster.Urls[1];
        await probe.PrepareAsync(cluster.Urls[Victim], probed, cancellationToken);
        await lab.ParticipantsAsync("reset", cancellationToken);

        var start = Clock.Now;
        if (halt)
            cluster.Halt(Victim);
        else
            await cluster.KillAsync(Victim);
        var calls = probe.UntilAllAnswerAsync(survivor, probed, lab.ParticipantUrls[0], cancellationToken);
        var driven = await lab.UntilCalledAsync(owned, Patience, cancellationToken);
        var answered = await calls;
        var back = double.NaN;
        if (halt)
        {
            var resumed = Clock.Now;
            cluster.Continue(Victim);
            if (!BuiltSilos.Nature.EndsWhenDeclaredDead)
            {
                await RunningCluster.UntilAsync(() => RunningCluster.ActiveSeenBy(survivor) == silos, "The halted silo did not come back", cancellationToken);
                back = Seconds(Clock.Now - resumed);
            }
        }

        return new FailoverResult(repetition, halt ? "SIGSTOP" : "kill -9", owned, Seconds(answered - start), Seconds(driven.LastNewAt - start), back);
    }

    /// <summary>The database crashes and comes back under load; the load itself checks that every saga that was taken ends.</summary>
    private static async Task<FailoverResult> RestartAsync(Lab lab, int silos, int repetition, CancellationToken cancellationToken)
    {
        await using var cluster = await lab.StartClusterAsync(silos, cancellationToken);
        var plan = lab.Plan(cluster, clients: 64) with { WarmUpSeconds = 1, Seconds = 12 };
        var load = lab.LoadAsync(plan, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, cancellationToken);
        await lab.RestartPostgresAsync("immediate", cancellationToken);
        var back = Clock.Now;
        using var probe = new FailoverProbe();
        var answered = await Task.WhenAll(cluster.Urls.Select((url, i) => probe.UntilItTakesASagaAsync(url, $"back-{repetition}-{i}", lab.ParticipantUrls[0], cancellationToken)));
        EndCheck.Check(cluster.Urls[0], isFloor: false, plan, await load);
        return new FailoverResult(repetition, "database restarted", 0, Seconds(answered.Max() - back), double.NaN, double.NaN);
    }

    /// <summary>Whether the silo that goes owns a gid, by the same rule as the silos themselves.</summary>
    private static bool IsVictims(string gid, int silos)
    {
        SiloMember[] members = [.. Enumerable.Range(0, silos).Select(i => new SiloMember(RunningCluster.NameOf(i), new Guid(i, 0, 0, new byte[8]), "", IsActive: true))];
        return new ClusterView(default, members, [], Bucket.Count).OwnerOf(Bucket.Of(gid))!.Name == RunningCluster.NameOf(Victim);
    }

    private static double Seconds(long nanoseconds) => (double)nanoseconds / Clock.Second;

    private static void Write(List<FailoverResult> results)
    {
        var table = new TextTable("fault", "owned", "calls answered after s", "slowest", "all driven again after s", "slowest", "back after s", "slowest");
        foreach (var group in results.GroupBy(result => result.Fault))
        {
            table.Add(
                group.Key,
                Numbers.Whole(Median.Of(group.Select(result => (double)result.Owned))),
                Numbers.Ratio(Median.Of(group.Select(result => result.CallsSeconds))),
                Numbers.Ratio(group.Max(result => result.CallsSeconds)),
                Numbers.Ratio(Median.Of(group.Select(result => result.DrivenSeconds))),
                Numbers.Ratio(group.Max(result => result.DrivenSeconds)),
                Numbers.Ratio(Median.Of(group.Select(result => result.RejoinSeconds))),
                Numbers.Ratio(group.Max(result => result.RejoinSeconds)));
        }

        Console.WriteLine(table);
    }
}
