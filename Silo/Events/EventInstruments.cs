using System.Diagnostics.Metrics;

namespace OrleansSaga.Silo.Events;

/// <summary>Metrics of the events.</summary>
internal sealed class EventInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "OrleansSaga.Events";

    /// <summary>A listener of this silo was too slow.</summary>
    public const string Listener = "listener";

    /// <summary>The links to other silos were too slow.</summary>
    public const string Relay = "relay";

    private readonly Counter<long> _dropped;

    public EventInstruments(IMeterFactory meters) =>
        _dropped = meters.Create(MeterName).CreateCounter<long>("orleanssaga.event.dropped", "{notice}", "Notices dropped, the oldest first, because a listener or the links to other silos are slower than they come.");

    public void OnDropped(string queue, int notices = 1) => _dropped.Add(notices, new KeyValuePair<string, object?>("queue", queue));
}
