using System.Diagnostics.Metrics;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Counters of transactions, for any meter listener; never a gid as a tag.</summary>
public sealed class TransactionInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Transactions";

    private readonly Counter<long> _started;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _parked;
    private readonly Histogram<double> _duration;

    /// <summary>Creates the instruments.</summary>
    public TransactionInstruments(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _started = meter.CreateCounter<long>("orleanssaga.transaction.started", "{transaction}", "Transactions created.");
        _completed = meter.CreateCounter<long>("orleanssaga.transaction.completed", "{transaction}", "Transactions that reached their end.");
        _conflicts = meter.CreateCounter<long>("orleanssaga.lease.fenced_write", "{write}", "Writes that the fence refused.");
        _parked = meter.CreateCounter<long>("orleanssaga.transaction.parked", "{transaction}", "Transactions in which a branch began to wait for an operator.");
        _duration = meter.CreateHistogram("orleanssaga.transaction.duration", "s", "From creation to the end.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] });
    }

    internal void OnStarted(TransactionMode mode) => _started.Add(1, Type(mode));

    internal void OnCompleted(TransactionMode mode, TransactionStatus status, TimeSpan duration)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", status == TransactionStatus.Succeed ? "succeeded" : "rolled_back");
        _completed.Add(1, Type(mode), outcome);
        _duration.Record(duration.TotalSeconds, Type(mode), outcome);
    }

    internal void OnConflict() => _conflicts.Add(1);

    internal void OnParked(TransactionMode mode) => _parked.Add(1, Type(mode));

    private static KeyValuePair<string, object?> Type(TransactionMode mode) => new("type", WireNames.Of(mode));
}
