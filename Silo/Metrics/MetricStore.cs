using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace OrleansSaga.Silo.Metrics;

/// <summary>
/// Listens to this host's own instruments and to the .NET runtime's, and keeps what they record. A measurement costs its thread a look
/// into a table and an addition; everything else is done by whoever reads.
/// </summary>
internal sealed class MetricStore : IDisposable
{
    private const string RuntimeMeter = "System.Runtime";
    private const string OwnMeters = "OrleansSaga.";

    private static readonly double[] DefaultBounds = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _reading = new();

    public MetricStore(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Another host in this process has a factory of its own.
            var isOurs = instrument.Meter.Name.StartsWith(OwnMeters, StringComparison.Ordinal) && ReferenceEquals(instrument.Meter.Scope, meters);
            if ((isOurs || instrument.Meter.Name == RuntimeMeter) && FamilyOf(instrument) is { } family)
                listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => Record(family, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Everything in Prometheus' text format. One reader at a time.</summary>
    public string Read()
    {
        lock (_reading)
        {
            _listener.RecordObservableInstruments();
            return PrometheusText.Write(_families.Values);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? family, double value, ReadOnlySpan<Tag> tags) => ((MetricFamily)family!).Record(value, tags);

    /// <summary>The family of an instrument; null when its name is taken by one of another kind. Instruments of one name and kind share theirs.</summary>
    private MetricFamily? FamilyOf(Instrument instrument)
    {
        if (ShapeOf(instrument) is not { } shape)
            return null;
        var name = PrometheusText.FamilyName(instrument.Name, instrument.Unit, shape.Kind);
        var help = string.IsNullOrWhiteSpace(instrument.Description) ? instrument.Name : instrument.Description;
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, help, shape.Kind, shape.IsSet, shape.Kind == MetricKind.Histogram ? BoundsOf(instrument) : []));
        return family.Kind == shape.Kind ? family : null;
    }

    /// <summary>What an instrument is to Prometheus, and whether its measurements replace the last one instead of being added to it.</summary>
    private static (MetricKind Kind, bool IsSet)? ShapeOf(Instrument instrument)
    {
        var type = instrument.GetType();
        while (type is { IsGenericType: false, BaseType: { } below })
            type = below;
        if (!type.IsGenericType)
            return null;
        var open = type.GetGenericTypeDefinition();
        return open == typeof(Counter<>) ? (MetricKind.Counter, false)
            : open == typeof(ObservableCounter<>) ? (MetricKind.Counter, true)
            : open == typeof(UpDownCounter<>) ? (MetricKind.Gauge, false)
            : open == typeof(ObservableUpDownCounter<>) || open == typeof(ObservableGauge<>) || open == typeof(Gauge<>) ? (MetricKind.Gauge, true)
            : open == typeof(Histogram<>) ? (MetricKind.Histogram, false)
            : null;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(static bound => (double)bound)],
        _ => DefaultBounds,
    };
}
