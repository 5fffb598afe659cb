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

    private readonly ConcurrentDictionary<Tag[], MetricSeries> _byTags = new(new TagComparer());
    private readonly ConcurrentDictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private int _known;

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
        var series = _byTags.GetAlternateLookup<ReadOnlySpan<Tag>>().TryGetValue(tags, out var known) ? known : Find(tags);
        if (kind == MetricKind.Histogram)
            series.Observe(value);
        else if (!isSet)
            series.Add(value);
        // A counter that an instrument reads somewhere never goes back, whatever it reads.
        else if (kind == MetricKind.Gauge || value > series.Value)
            series.Set(value);
    }

    private MetricSeries Find(ReadOnlySpan<Tag> tags)
    {
        // Tags are remembered up to the limit, too: the same ones in another order take a place of their own, and share the series.
        if (Interlocked.Increment(ref _known) > MostSeries)
        {
            Interlocked.Decrement(ref _known);
            return _byLabels.GetOrAdd(Overflow, labels => new MetricSeries(labels, bounds));
        }

        var series = _byLabels.GetOrAdd(PrometheusText.Labels(tags), labels => new MetricSeries(labels, bounds));
        _byTags.TryAdd(tags.ToArray(), series);
        return series;
    }
}
