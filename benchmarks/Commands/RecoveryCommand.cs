using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Reports;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>Sagas whose participants hang are under way when the server is killed (SIGKILL): how long after the start of the next process every one of them has called its participant again.</summary>
internal static class RecoveryCommand
{
    private const int RequestTimeoutSeconds = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(CommandOptions line, CancellationToken cancellationToken)
    {
        var stores = Stores.Parse(line.Text("store", "postgres,sqlite"));
        if (stores.Contains(Store.Memory))
            throw new UsageException("The memory store keeps nothing beyond its process, so there is nothing to recover.");
        var sagas = line.Number("sagas", 10_000);
        var clients = line.Number("clients", 64);
        var runs = line.Number("runs", 5);
        var json = line.Text("json");
        // A participant that hangs gets a limited number of calls at a time, so 10,000 of them need many participants.
        var labOptions = LabOptions.Read(line, listeners: 100);
        line.RefuseUnknown();

        await using var lab = await Lab.StartAsync(labOptions, stores.Contains(Store.Postgres), cancellationToken);
        var results = new List<RecoveryResult>();
        for (var repetition = 1; repetition <= runs; repetition++)
            foreach (var store in stores)
            {
                results.Add(await MeasureAsync(lab, store, repetition, sagas, clients, cancellationToken));
                await Console.Error.WriteLineAsync($"repetition {repetition}: {results[^1].Store}: {Numbers.Ratio(results[^1].AllCalledSeconds)} s");
            }
        Write(results);
        if (json is not null)
            await File.WriteAllTextAsync(json, Wire.WriteIndented(results), cancellationToken);
        return 0;
    }

    private static async Task<RecoveryResult> MeasureAsync(Lab lab, Store store, int repetition, int sagas, int clients, CancellationToken cancellationToken)
    {
        string? connectionString;
        await lab.ParticipantsAsync("reset", cancellationToken);
        await using (var server = await lab.StartServerAsync(store, cancellationToken))
        {
            connectionString = server.ConnectionString;
            var plan = lab.Plan(server, clients) with { Path = "/hang", Count = sagas, DoneLog = null, RequestTimeoutSeconds = RequestTimeoutSeconds };
            await lab.LoadAsync(plan, cancellationToken);
            await lab.UntilCalledAsync(sagas, Patience, cancellationToken);
            await server.KillAsync();
        }
        await lab.ParticipantsAsync("reset", cancellationToken);
        var start = Clock.Now;
        await using (var again = await lab.StartServerAsync(store, cancellationToken, connectionString))
        {
            var serving = Clock.Now;
            var report = await lab.UntilCalledAsync(sagas, Patience, cancellationToken);
            return new RecoveryResult(repetition, store.Name(), sagas, Seconds(serving - start), Seconds(report.LastNewAt - start), report.Calls);
        }
    }

    private static double Seconds(long nanoseconds) => (double)nanoseconds / Clock.Second;

    private static void Write(List<RecoveryResult> results)
    {
        var table = new TextTable("store", "sagas", "serves after s", "all called after s", "slowest run s");
        foreach (var group in results.GroupBy(result => result.Store))
        {
            table.Add(
                group.Key,
                Numbers.Whole(group.First().Sagas),
                Numbers.Ratio(Median.Of(group.Select(result => result.ServingSeconds))),
                Numbers.Ratio(Median.Of(group.Select(result => result.AllCalledSeconds))),
                Numbers.Ratio(group.Max(result => result.AllCalledSeconds)));
        }
        Console.WriteLine(table);
    }
}
