using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Laboratory;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.Benchmarks.Reports;

namespace OrleansSaga.Benchmarks.Cluster;

/// <summary>The same load on clusters of different sizes, on the same machine: what forwarding, smaller commits and more processes cost.</summary>
internal static class ClusterCommand
{
    private const string Forwarded = "orleanssaga_cluster_call_forwarded_total";
    private const string Buckets = "orleanssaga_cluster_buckets";

    public static async Task<int> RunAsync(CommandOptions line, CancellationToken cancellationToken)
    {
        var sizes = line.Numbers("silos", "1,2,3,4,8");
        var clients = line.Number("clients", 64);
        var seconds = line.Number("seconds", 8);
        var warmUp = line.Number("warm-up", 30);
        var runs = line.Number("runs", 3);
        var json = line.Text("json");
        var labOptions = LabOptions.Read(line, listeners: 1);
        line.RefuseUnknown();

        await using var lab = await Lab.StartAsync(labOptions, postgres: true, cancellationToken);
        var samples = new List<ClusterSample>();
        for (var repetition = 1; repetition <= runs; repetition++)
        {
            foreach (var size in sizes)
            {
                await using var cluster = await lab.StartClusterAsync(size, cancellationToken);
                samples.Add(await MeasureAsync(lab, cluster, repetition, clients, warmUp, seconds, cancellationToken));
                await Console.Error.WriteLineAsync($"repetition {repetition}: {size} silos: {Numbers.Whole(samples[^1].DonePerSecond)}/s");
            }
        }

        Write(samples, sizes[0]);
        if (json is not null)
            await File.WriteAllTextAsync(json, Wire.WriteIndented(samples), cancellationToken);
        return 0;
    }

    private static async Task<ClusterSample> MeasureAsync(Lab lab, RunningCluster cluster, int repetition, int clients, int warmUp, int seconds, CancellationToken cancellationToken)
    {
        // Several cold processes on few cores compile for longer than they are measured: that is a load of its own, and counts nowhere.
        await lab.LoadAsync(lab.Plan(cluster, clients) with { Seconds = warmUp }, cancellationToken);
        await lab.CheckpointAsync(cancellationToken);
        var plan = lab.Plan(cluster, clients) with { WarmUpSeconds = 1, Seconds = seconds };
        var forwarded = cluster.Metric(Forwarded).Sum();
        var before = await cluster.StatisticsAsync(cancellationToken);
        var result = await lab.LoadAsync(plan, cancellationToken);
        var after = await cluster.StatisticsAsync(cancellationToken);
        forwarded = cluster.Metric(Forwarded).Sum() - forwarded;
        foreach (var url in cluster.Urls)
            EndCheck.Check(url, isFloor: false, plan, result);
        var buckets = cluster.Metric(Buckets);
        // Orleans places grains by itself, and has neither number.
        var isCounted = buckets.Sum() > 0;
        return new ClusterSample(
            repetition,
            cluster.Count,
            result.DonePerSecond,
            result.Submit,
            isCounted ? forwarded / result.Done : double.NaN,
            isCounted ? buckets.Max() * cluster.Count / buckets.Sum() : double.NaN,
            (after.Appends - before.Appends) / (double)(after.Commits - before.Commits),
            (after.CpuSeconds - before.CpuSeconds) * 1e6 / result.Done);
    }

    private static void Write(List<ClusterSample> samples, int first)
    {
        var table = new TextTable("silos", "sagas/s", "of one size", "submit p50 ms", "p99", "forwarded/saga", "largest share", "appends/commit", "CPU us: silos");
        foreach (var group in samples.GroupBy(sample => sample.Silos))
        {
            table.Add(
                Numbers.Whole(group.Key),
                Numbers.Whole(Median.Of(group.Select(sample => sample.DonePerSecond))),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.DonePerSecond / samples.First(other => other.Repetition == sample.Repetition && other.Silos == first).DonePerSecond))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.Submit.P50))),
                Numbers.Milliseconds(Median.Of(group.Select(sample => sample.Submit.P99))),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.ForwardedPerSaga))),
                Numbers.Ratio(group.Max(sample => sample.LargestShare)),
                Numbers.Ratio(Median.Of(group.Select(sample => sample.AppendsPerCommit))),
                Numbers.Whole(Median.Of(group.Select(sample => sample.CpuMicrosecondsPerSaga))));
        }

        Console.WriteLine(table);
    }
}
