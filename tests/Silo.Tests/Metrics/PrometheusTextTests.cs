using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Silo.Metrics;

namespace OrleansSaga.Silo.Tests.Metrics;

/// <summary>What instruments come to in Prometheus' text format.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Meter _meter;
    private readonly MetricStore _store;

    public PrometheusTextTests()
    {
        _store = new MetricStore(Factory);
        _meter = Factory.Create("OrleansSaga.Test");
    }

    private IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _store.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Counter_GrowsByItsLabels()
    {
        var counter = _meter.CreateCounter<long>("a.b.things", "{thing}", "Things, with a \\ and\na second line.");
        counter.Add(2, new("kind", "x"), new("a.tag", 7));
        counter.Add(3, new("kind", "x"), new("a.tag", 7));
        counter.Add(-5, new("kind", "x"), new("a.tag", 7));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "q\"u\\o\nte"));
        counter.Add(1, new("a.tag", 7), new("kind", "x"));
        counter.Add(1);

        Assert.Equal(
            """
            # HELP a_b_things_total Things, with a \\ and\na second line.
            # TYPE a_b_things_total counter
            a_b_things_total 1
            a_b_things_total{a_tag="7",kind="x"} 6
            a_b_things_total{kind="q\"u\\o\nte"} 1

            """.ReplaceLineEndings("\n"),
            Text());
    }

    [Fact]
    public void Histogram_IsCumulative()
    {
        var histogram = _meter.CreateHistogram("wait", "s", "Waits.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var value in new[] { 0.1, 0.05, 0.5, 2, double.NaN })
            histogram.Record(value, new KeyValuePair<string, object?>("le", "x"));

        Assert.Equal(
            """
            # HELP wait_seconds Waits.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{le_="x",le="0.1"} 2
            wait_seconds_bucket{le_="x",le="1"} 3
            wait_seconds_bucket{le_="x",le="+Inf"} 4
            wait_seconds_sum{le_="x"} 2.65
            wait_seconds_count{le_="x"} 4

            """.ReplaceLineEndings("\n"),
            Text());
    }

    [Fact]
    public void Gauges_ShowTheLastValue()
    {
        var now = 5;
        _meter.CreateUpDownCounter<int>("up").Add(4);
        _meter.CreateUpDownCounter<int>("down").Add(-4);
        _meter.CreateGauge<double>("set").Record(1.5);
        _meter.CreateObservableGauge("seen", () => now, "By");
        _meter.CreateObservableCounter("total.seen", () => now, "s");
        _ = Text();
        now = 3;

        Assert.Equal(
            ["down -4", "seen_bytes 3", "set 1.5", "total_seen_seconds_total 5", "up 4"],
            Text().Split('\n').Where(line => line.Length > 0 && line[0] != '#'));
        Assert.Contains("# HELP up up\n# TYPE up gauge\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_WrittenAsPrometheusDoes_StayAsTheyAre()
    {
        _meter.CreateCounter<long>("dtm_x_total").Add(1);
        _meter.CreateHistogram<double>("dtm_x_duration").Record(1);
        _meter.CreateHistogram<double>("wait_seconds", "s").Record(1);

        Assert.Equal(
            ["dtm_x_duration", "dtm_x_total", "wait_seconds"],
            Text().Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]));
    }

    [Fact]
    public void Series_BeyondTheLimit_AreCountedTogether()
    {
        var counter = _meter.CreateCounter<int>("many");
        for (var i = 0; i < MetricFamily.MostSeries + 5; i++)
            counter.Add(1, new KeyValuePair<string, object?>("i", i));

        var lines = Text().Split('\n').Where(line => line.StartsWith("many_total{", StringComparison.Ordinal)).ToList();
        Assert.Equal(MetricFamily.MostSeries + 1, lines.Count);
        Assert.Contains("many_total{overflow=\"true\"} 5", lines);
    }

    [Fact]
    public void Counter_FromManyThreads_LosesNothing()
    {
        var counter = _meter.CreateCounter<long>("busy");
        var histogram = _meter.CreateHistogram<long>("sizes");

        Parallel.For(0, 20_000, i =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("parity", i % 2));
            histogram.Record(i % 7);
        });

        var text = Text();
        Assert.Contains("busy_total{parity=\"0\"} 10000\nbusy_total{parity=\"1\"} 10000\n", text, StringComparison.Ordinal);
        Assert.Contains("sizes_count 20000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Instruments_OfAnotherHost_AreNotOurs()
    {
        using var elsewhere = new ServiceCollection().AddMetrics().BuildServiceProvider();
        elsewhere.GetRequiredService<IMeterFactory>().Create("OrleansSaga.Test").CreateCounter<long>("theirs").Add(1);
        Factory.Create("Somebody.Else").CreateCounter<long>("strange").Add(1);

        Assert.Equal("", Text());
    }

    [Fact]
    public void Instruments_OfTheRuntime_AreShown()
    {
        GC.Collect();

        Assert.Contains("\n# TYPE dotnet_gc_collections_total counter\n", _store.Read(), StringComparison.Ordinal);
        Assert.Contains("\n# TYPE dotnet_process_memory_working_set_bytes gauge\n", _store.Read(), StringComparison.Ordinal);
    }

    /// <summary>Everything but the runtime's.</summary>
    private string Text()
    {
        var lines = _store.Read().Split('\n').Where(line => !line.Contains("dotnet_", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }
}
