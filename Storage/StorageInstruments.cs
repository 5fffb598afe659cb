using System.Diagnostics.Metrics;

namespace OrleansSaga.Storage;

/// <summary>The journal's metrics, all tagged with <c>store</c>.</summary>
public sealed class StorageInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Storage";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Records = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    };

    private readonly Meter _meter;
    private readonly Histogram<double> _flushDuration;
    private readonly Histogram<int> _flushBatch;
    private readonly Histogram<double> _appendWait;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _refused;
    private readonly KeyValuePair<string, object?> _store;

    internal StorageInstruments(IMeterFactory factory, string store, Func<int> pending)
    {
        _meter = factory.Create(MeterName);
        _store = new KeyValuePair<string, object?>("store", store);
        _flushDuration = _meter.CreateHistogram("orleanssaga.log.flush.duration", "s", "Time of one commit of the journal.", null, Seconds);
        _flushBatch = _meter.CreateHistogram("orleanssaga.log.flush.batch", "records", "Writes in one commit.", null, Records);
        _appendWait = _meter.CreateHistogram("orleanssaga.log.append.wait", "s", "Time from queued to answered.", null, Seconds);
        _errors = _meter.CreateCounter<long>("orleanssaga.store.error", "{error}", "Failures of the store by operation and type.");
        _refused = _meter.CreateCounter<long>("orleanssaga.log.limit_reached", "{write}", "Writes refused because their half of the journal's queue was full.");
        _meter.CreateObservableGauge("orleanssaga.log.pending", () => new Measurement<int>(pending(), _store), "records", "Writes queued or in flight.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void OnFlush(TimeSpan duration, int count)
    {
        _flushDuration.Record(duration.TotalSeconds, _store);
        _flushBatch.Record(count, _store);
    }

    internal void OnAnswered(TimeSpan wait) => _appendWait.Record(wait.TotalSeconds, _store);

    internal void OnRefused() => _refused.Add(1, _store);

    internal void OnError(string operation, string type, int count = 1) =>
        _errors.Add(count, _store, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("error_type", type));
}
