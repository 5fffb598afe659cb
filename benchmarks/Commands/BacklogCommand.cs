using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Reports;

namespace OrleansSaga.Benchmarks.Commands;

/// <summary>
/// Many unfinished sagas whose next retry is an hour away: what they cost in memory, and how long list and query take
/// over them while clients submit.
/// </summary>
internal static class BacklogCommand
{
    private const int RetryIntervalSeconds = 3600;
    private const double Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(CommandOptions line, CancellationToken cancellationToken)
    {
        var stores = Stores.Parse(line.Text("store", "postgres,sqlite"));
        var sagas = line.Number("sagas", 100_000);
        var clients = line.Number("clients", 64);
        var seconds = line.Number("seconds", 30);
        var json = line.Text("json");
        var labOptions = LabOptions.Read(line, listeners: 1);
        line.RefuseUnknown();

        await using var lab = await Lab.StartAsync(labOptions, stores.Contains(Store.Postgres), cancellationToken);
        var results = new List<BacklogResult>();
        foreach (var store in stores)
            results.Add(await MeasureAsync(lab, store, sagas, clients, seconds, cancellationToken));
        Write(results);
        if (json is not null)
            await File.WriteAllTextAsync(json, Wire.WriteIndented(results), cancellationToken);
        return 0;
    }

    private static async Task<BacklogResult> MeasureAsync(Lab lab, Store store, int sagas, int clients, int seconds, CancellationToken cancellationToken)
    {
        await using var server = await lab.StartServerAsync(store, cancellationToken);
        await lab.ParticipantsAsync("reset", cancellationToken);
        var fill = lab.Plan(server, clients) with { Path = "/later", Count = sagas, DoneLog = null, RetryIntervalSeconds = RetryIntervalSeconds };
        await lab.LoadAsync(fill, cancellationToken);
        await lab.UntilCalledAsync(sagas, Patience, cancellationToken);
        var idle = await server.StatisticsAsync(cancellationToken);

        var submit = lab.Plan(server, clients) with { WarmUpSeconds = 2, Seconds = seconds };
        var probe = new ReadProbe(server.Url, fill.GidPrefix, sagas);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.WhenAll(probe.ListAsync(stop.Token), probe.QueryAsync(stop.Token));
        var load = await lab.LoadAsync(submit, cancellationToken);
        await stop.CancelAsync();
        await reading;
        var busy = await server.StatisticsAsync(cancellationToken);
        return new BacklogResult(
            store.Name(),
            sagas,
            idle.ResidentBytes / Mebibyte,
            busy.ResidentBytes / Mebibyte,
            load.DonePerSecond,
            load.Submit,
            Latencies.Of(probe.NewestPages),
            Latencies.Of(probe.NextPages),
            Latencies.Of(probe.UnfinishedPages),
            Latencies.Of(probe.Queries));
    }

    private static void Write(List<BacklogResult> results)
    {
        var table = new TextTable("store", "unfinished", "RSS MiB", "RSS under load", "sagas/s", "list p50 ms", "p99", "next page p99", "by status p99", "query p50 ms", "p99");
        foreach (var result in results)
        {
            table.Add(
                result.Store,
                Numbers.Whole(result.Sagas),
                Numbers.Whole(result.IdleRssMiB),
                Numbers.Whole(result.BusyRssMiB),
                Numbers.Whole(result.DonePerSecond),
                Numbers.Milliseconds(result.NewestPages.P50),
                Numbers.Milliseconds(result.NewestPages.P99),
                Numbers.Milliseconds(result.NextPages.P99),
                Numbers.Milliseconds(result.UnfinishedPages.P99),
                Numbers.Milliseconds(result.Queries.P50),
                Numbers.Milliseconds(result.Queries.P99));
        }
        Console.WriteLine(table);
    }
}
