using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Reports;
using OrleansSaga.Benchmarks.Yardsticks;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>
/// Throughput, latency and cost of sagas, or transactions of another mode, with two branches. In each repetition every load runs against the floor and the stores
/// one right after the other, so that what is compared was measured under the same weather.
/// </summary>
internal static class SagaCommand
{
    private const int PgBenchClients = 64;
    private const int Probes = 1000;

    public static async Task<int> RunAsync(CommandOptions line, string commands, CancellationToken cancellationToken)
    {
        var options = SagaOptions.Read(line);
        var labOptions = LabOptions.Read(line, listeners: 1);
        line.RefuseUnknown();

        var withPostgres = options.Stores.Contains(Store.Postgres);
        await using var lab = await Lab.StartAsync(labOptions, withPostgres, cancellationToken);
        var samples = new List<SagaSample>();
        var yardsticks = new List<Yardstick>();
        var serverGc = false;
        for (var repetition = 1; repetition <= options.Runs; repetition++)
        {
            await using var servers = await ServerSet.StartAsync(lab, [Store.Floor, .. options.Stores], cancellationToken);
            serverGc = (await servers[0].StatisticsAsync(cancellationToken)).ServerGc;
            yardsticks.Add(await MeasureMachineAsync(lab, repetition, options, cancellationToken));
            foreach (var load in options.Loads)
            {
                foreach (var server in servers)
                {
                    samples.Add(await new SagaRun(lab, server, repetition, load, options).MeasureAsync(cancellationToken));
                    Progress(samples[^1]);
                }
            }
        }
        var report = new SagaReport(commands, Machine.Of(lab.Directory, lab.PostgresVersion, serverGc), yardsticks, samples);
        new SagaTables(report).Write(Console.Out);
        if (options.JsonFile is not null)
            await File.WriteAllTextAsync(options.JsonFile, Wire.WriteIndented(report), cancellationToken);
        return 0;
    }

    private static async Task<Yardstick> MeasureMachineAsync(Lab lab, int repetition, SagaOptions options, CancellationToken cancellationToken)
    {
        var disk = DiskSync.Measure(lab.Directory, Probes);
        var sqlite = options.Stores.Contains(Store.Sqlite) ? BareCommit.Sqlite(lab.Directory, Probes) : null;
        if (!options.Stores.Contains(Store.Postgres))
            return new Yardstick(repetition, disk, null, sqlite, null);
        var database = await lab.CreateDatabaseAsync(cancellationToken);
        await lab.CheckpointAsync(cancellationToken);
        var commit = await BareCommit.PostgresAsync(database, Probes, cancellationToken);
        var inserts = await PgBench.RunAsync(database, lab.Directory, PgBenchClients, options.Seconds, cancellationToken);
        await lab.CheckpointAsync(cancellationToken);
        return new Yardstick(repetition, disk, commit, sqlite, inserts);
    }

    private static void Progress(SagaSample sample) => Console.Error.WriteLine(
        $"repetition {sample.Repetition}: {sample.Store}, {sample.Load}: "
        + $"{Numbers.Whole(sample.DonePerSecond)}/s, submit p50 {Numbers.Milliseconds(sample.Submit.P50)} ms");
}
