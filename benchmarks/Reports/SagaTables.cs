using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Reports;

/// <summary>The tables of a report: medians over the repetitions; a ratio is taken within each repetition first, because machines drift from one to the next.</summary>
internal sealed class SagaTables(SagaReport report)
{
    public void Write(TextWriter output)
    {
        output.WriteLine(report.Machine);
        output.WriteLine();
        output.WriteLine(Yardsticks());
        output.WriteLine(Throughput());
        output.WriteLine(Costs());
        if (Targets() is { } targets)
            output.WriteLine(targets);
    }

    private TextTable Yardsticks()
    {
        var table = new TextTable("yardstick", "median");
        table.Add("fdatasync of 8 KiB, p50 ms", Numbers.Milliseconds(Middle(yardstick => yardstick.Fdatasync.P50)));
        table.Add("fdatasync of 8 KiB, p99 ms", Numbers.Milliseconds(Middle(yardstick => yardstick.Fdatasync.P99)));
        table.Add("PostgreSQL, one client, bare commit p50 ms", Numbers.Milliseconds(Middle(yardstick => yardstick.PostgresCommit?.P50)));
        table.Add("SQLite, one client, bare commit p50 ms", Numbers.Milliseconds(Middle(yardstick => yardstick.SqliteCommit?.P50)));
        table.Add("pgbench, 64 clients, inserts/s", Numbers.Whole(Middle(yardstick => yardstick.PgBenchInsertsPerSecond)));
        return table;
    }

    private TextTable Throughput()
    {
        var table = new TextTable("store", "load", "done/s", "of floor", "of pgbench", "submit p50 ms", "p99", "p99.9", "to done p50 ms", "p99");
        foreach (var group in Groups())
        {
            table.Add(
                group.Key.Store,
                group.Key.Load.ToString(),
                Numbers.Whole(Median.Of(group.Select(sample => sample.DonePerSecond))),
                Numbers.Ratio(Median.Of(group.Select(OfFloor))),
                Numbers.Ratio(Median.Of(group.Select(OfPgBench))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.Submit.P50))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.Submit.P99))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.Submit.P999))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.SubmitToDone.P50))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.SubmitToDone.P99))));
        }
        return table;
    }

    private TextTable Costs()
    {
        var table = new TextTable("store", "load", "appends", "commits", "appends/commit", "WAL B", "allocated B", "RSS MiB", "CPU us: server", "load", "participants");
        foreach (var group in Groups())
        {
            table.Add(
                group.Key.Store,
                group.Key.Load.ToString(),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.AppendsPerSaga))),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.CommitsPerSaga))),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.AppendsPerCommit))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.WalBytesPerSaga))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.AllocatedBytesPerSaga))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.ServerRssMiB))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.ServerCpuMicrosecondsPerSaga))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.LoadCpuMicrosecondsPerSaga))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.ParticipantsCpuMicrosecondsPerSaga))));
        }
        return table;
    }

    /// <summary>What the project promises, and what came out; null when this report holds nothing of it.</summary>
    private TextTable? Targets()
    {
        var table = new TextTable("target", "wanted", "measured", "");
        var rows = 0;
        Row("PostgreSQL, 64 clients, of floor", 0.65, Of("postgres", 64, false, OfFloor), atLeast: true);
        Row("PostgreSQL, 64 clients, of pgbench", 0.18, Of("postgres", 64, false, OfPgBench), atLeast: true);
        Row("PostgreSQL, 256 clients, of floor", 0.80, Of("postgres", 256, false, OfFloor), atLeast: true);
        foreach (var mode in (string[])["msg", "tcc", "xa"])
            Row($"PostgreSQL, 64 clients, {mode}, of floor", 0.70, Of("postgres", 64, false, OfFloor, mode), atLeast: true);
        Row("PostgreSQL, 64 clients, submit over gRPC, of HTTP", 0.90, Of("postgres", 64, false, OfHttp, "saga-grpc"), atLeast: true);
        Row("SQLite over PostgreSQL, 64 clients", 1, Of("sqlite", 64, false, sample => sample.DonePerSecond / Partner(sample, "postgres")), atLeast: true);
        Row("appends, sequential saga", 3.1, Of("postgres", 64, false, sample => sample.AppendsPerSaga), atLeast: false);
        Row("appends, concurrent saga", 2.2, Of("postgres", 64, true, sample => sample.AppendsPerSaga), atLeast: false);
        Row("PostgreSQL, 1 client, submit p50 over bare commit, ms", 1, Of("postgres", 1, false, sample => sample.Submit.P50 - (Of(sample)?.PostgresCommit?.P50 ?? double.NaN)), atLeast: false);
        Row("SQLite, 1 client, submit p50 over bare commit, ms", 1, Of("sqlite", 1, false, sample => sample.Submit.P50 - (Of(sample)?.SqliteCommit?.P50 ?? double.NaN)), atLeast: false);
        return rows == 0 ? null : table;

        void Row(string name, double wanted, double measured, bool atLeast)
        {
            if (double.IsNaN(measured))
                return;
            rows++;
            var met = atLeast ? measured >= wanted : measured <= wanted;
            table.Add(name, (atLeast ? ">= " : "<= ") + Numbers.Ratio(wanted), Numbers.Ratio(measured), met ? "met" : "MISSED");
        }
    }

    private double Of(string store, int clients, bool concurrent, Func<SagaSample, double> value, string mode = "saga") => Median.Of(
        report.Samples.Where(sample => sample.Store == store && sample.Load == new SagaLoad(mode, clients, 0, false, concurrent)).Select(value));

    private Yardstick? Of(SagaSample sample) => report.Yardsticks.FirstOrDefault(yardstick => yardstick.Repetition == sample.Repetition);

    private double OfFloor(SagaSample sample) => sample.Store == "floor" ? double.NaN : sample.DonePerSecond / Partner(sample, "floor");

    /// <summary>The same load on another store in the same repetition.</summary>
    private double Partner(SagaSample sample, string store) =>
        report.Samples.FirstOrDefault(other => other.Store == store && other.Repetition == sample.Repetition && other.Load == sample.Load)?.DonePerSecond ?? double.NaN;

    private double OfHttp(SagaSample sample) => sample.DonePerSecond
        / (report.Samples.FirstOrDefault(other => other.Store == sample.Store && other.Repetition == sample.Repetition && other.Load == sample.Load with { Mode = "saga" })?.DonePerSecond ?? double.NaN);

    private double OfPgBench(SagaSample sample) => sample.Store == "floor" ? double.NaN : sample.DonePerSecond / (Of(sample)?.PgBenchInsertsPerSecond ?? double.NaN);

    private double Middle(Func<Yardstick, double?> value) => Median.Of(report.Yardsticks.Select(yardstick => value(yardstick) ?? double.NaN));

    private IEnumerable<IGrouping<(string Store, SagaLoad Load), SagaSample>> Groups() =>
        report.Samples.GroupBy(sample => (sample.Store, sample.Load));
}
