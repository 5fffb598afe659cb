using System.Diagnostics.Metrics;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Counters of transactions, for any meter listener; never a gid as a tag.</summary>
public sealed class TransactionInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Transactions";

    /// <summary>Name of the meter whose instruments have DTM's names (protocol 7.3).</summary>
    public const string DtmMeterName = "OrleansSaga.Dtm";

    private readonly Counter<long> _started;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _parked;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _passes;
    private readonly Histogram<double> _handled;

    /// <summary>Creates the instruments.</summary>
    public TransactionInstruments(IMeterFactory meters, DrivingAdmission admission)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(MeterName);
        _started = meter.CreateCounter<long>("orleanssaga.transaction.started", "{transaction}", "Transactions created.");
        _completed = meter.CreateCounter<long>("orleanssaga.transaction.completed", "{transaction}", "Transactions that reached their end.");
        _conflicts = meter.CreateCounter<long>("orleanssaga.lease.fenced_write", "{write}", "Writes that the fence refused.");
        _parked = meter.CreateCounter<long>("orleanssaga.transaction.parked", "{transaction}", "Transactions in which a branch began to wait for an operator.");
        _duration = meter.CreateHistogram("orleanssaga.transaction.duration", "s", "From creation to the end.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] });
        meter.CreateObservableGauge("orleanssaga.transaction.active", () => admission.Driven, "{transaction}", "Transactions that this silo drives now.");
        meter.CreateObservableCounter("orleanssaga.transaction.limit_reached", () => admission.Refused, "{request}", "Submits and retries refused because the silo drives as many transactions as it may.");

        var dtm = meters.Create(DtmMeterName);
        _passes = dtm.CreateCounter<long>("dtm_transaction_process_total", null, "Passes over transactions, by mode and whether all calls in them succeeded.");
        _handled = dtm.CreateHistogram<double>("dtm_transaction_handled_duration", null, "Seconds from a transaction's creation to its end.");
    }

    /// <summary>A pass ended; ok when every call in it succeeded.</summary>
    internal void OnPassEnded(TransactionMode mode, bool isOk) =>
        _passes.Add(1, Model(mode), new KeyValuePair<string, object?>("status", isOk ? "ok" : "fail"));

    internal void OnStarted(TransactionMode mode) => _started.Add(1, Type(mode));

    internal void OnCompleted(TransactionMode mode, TransactionStatus status, TimeSpan duration)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", status == TransactionStatus.Succeed ? "succeeded" : "rolled_back");
        _completed.Add(1, Type(mode), outcome);
        _duration.Record(duration.TotalSeconds, Type(mode), outcome);
        _handled.Record(duration.TotalSeconds, Model(mode));
    }

    internal void OnConflict() => _conflicts.Add(1);

    internal void OnParked(TransactionMode mode) => _parked.Add(1, Type(mode));

    private static KeyValuePair<string, object?> Model(TransactionMode mode) => new("model", WireNames.Of(mode));

    private static KeyValuePair<string, object?> Type(TransactionMode mode) => new("type", WireNames.Of(mode));
}
