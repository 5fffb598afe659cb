using System.Collections.Concurrent;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OrleansSaga.Silo.Metrics;

/// <summary>What one instrument has recorded: a series for each set of tags, up to a limit.</summary>
internal sealed class MetricFamily(string name, string help, MetricKind kind, bool isSet, double[] bounds)
{
    /// <summary>Most series; what has other tags is counted together under <see cref="Overflow"/>.</summary>
    public const int MostSeries = 1000;

    /// <summary>Label of the series that stands for all beyond the limit.</summary>
    public const string Overflow = "overflow=\"true\"";

    private readonly SeriesTable _byTags = new();
    private readonly ConcurrentDictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);

    public string Name => name;

    public string Help => help;

    public MetricKind Kind => kind;

    public double[] Bounds => bounds;

    /// <summary>All series, by their labels.</summary>
    public IEnumerable<MetricSeries> Series => _byLabels.OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => series.Value);

    /// <summary>Takes a measurement, on the thread that makes it.</summary>
    public void Record(double value, ReadOnlySpan<Tag> tags)
    {
        if (double.IsNaN(value) || (kind == MetricKind.Counter && value < 0))
            return;
        var series = _byTags.Find(tags) ?? New(tags);
        if (kind == MetricKind.Histogram)
            series.Observe(value);
        else if (!isSet)
            series.Add(value);
        // A counter that an instrument reads somewhere never goes back, whatever it reads.
        else if (kind == MetricKind.Gauge || value > series.Value)
            series.Set(value);
    }

    private MetricSeries New(ReadOnlySpan<Tag> tags)
    {
        if (_byTags.Count >= MostSeries)
            return Of(Overflow);
        var labels = PrometheusText.Labels(tags);
        // The same tags in another order take a place of their own, and share the series.
        return _byTags.FindOrAdd(tags, MostSeries, () => Of(labels)) ?? Of(Overflow);
    }

    private MetricSeries Of(string labels) => _byLabels.GetOrAdd(labels, labels => new MetricSeries(labels, bounds));
}
