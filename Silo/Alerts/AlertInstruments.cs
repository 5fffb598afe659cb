using System.Diagnostics.Metrics;

namespace OrleansSaga.Silo.Alerts;

/// <summary>Metrics of the alert hook.</summary>
internal sealed class AlertInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Alerts";

    private readonly Counter<long> _sent;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;

    public AlertInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _sent = meter.CreateCounter<long>("orleanssaga.alert.sent", "{alert}", "Alerts that the hook took.");
        _failed = meter.CreateCounter<long>("orleanssaga.alert.failed", "{alert}", "Alerts that the hook did not take; they are not repeated.");
        _dropped = meter.CreateCounter<long>("orleanssaga.alert.dropped", "{alert}", "Alerts dropped, the oldest first, because the hook is slower than they come.");
    }

    public void OnSent() => _sent.Add(1);

    public void OnFailed() => _failed.Add(1);

    public void OnDropped() => _dropped.Add(1);
}
