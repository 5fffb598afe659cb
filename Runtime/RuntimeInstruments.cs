using System.Diagnostics.Metrics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The runtime's metrics.</summary>
internal sealed class RuntimeInstruments
{
    private readonly Counter<long> _mailboxRefusals;
    private readonly Counter<long> _activationRefusals;

    public RuntimeInstruments(IMeterFactory meters, Func<int> activations)
    {
        var meter = meters.Create(EmbeddedRuntimeTelemetry.MeterName);
        meter.CreateObservableUpDownCounter("orleanssaga.actor.activation.active", activations, "{activation}", "Activations in memory.");
        _mailboxRefusals = meter.CreateCounter<long>("orleanssaga.actor.mailbox.limit_reached", "{call}", "Calls refused because too many were waiting for the same activation.");
        _activationRefusals = meter.CreateCounter<long>("orleanssaga.actor.activation.limit_reached", "{call}", "Calls refused because there were too many activations and none was idle.");
    }

    public void OnMailboxLimitReached() => _mailboxRefusals.Add(1);

    public void OnActivationLimitReached() => _activationRefusals.Add(1);
}
