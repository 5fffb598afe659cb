using System.Diagnostics.Metrics;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Events;

namespace OrleansSaga.Silo.Events;

/// <summary>
/// Hands what the silo's transactions publish to listeners in this process, and to those at other silos over an <see cref="IEventRelay"/>;
/// without one it is local only. While nobody listens it costs a read of one field, and one more in a cluster.
/// </summary>
public sealed class EventHub(IMeterFactory meters, ILogger<EventHub> logger) : ITransactionEvents, IAsyncDisposable
{
    private readonly EventInstruments _instruments = new(meters);
    private readonly Lock _gate = new();

    // Replaced as a whole, so that publishing needs no lock.
    private volatile EventSubscription[] _listeners = [];
    private volatile RelayPump? _relay;
    private bool _isClosed;

    /// <inheritdoc/>
    public bool IsWanted => _listeners.Length > 0 || _relay is { IsWanted: true };

    /// <inheritdoc/>
    public string Silo => _relay?.Silo ?? Environment.MachineName;

    /// <inheritdoc/>
    public void Publish(TransactionNotice notice)
    {
        Offer(notice);
        if (_relay is { IsWanted: true } relay)
            relay.Offer(notice);
    }

    /// <summary>Takes what another silo has published.</summary>
    public void Deliver(IReadOnlyList<TransactionNotice> notices)
    {
        ArgumentNullException.ThrowIfNull(notices);
        foreach (var notice in notices)
            Offer(notice);
    }

    /// <summary>Begins to listen: what is published from now on can be read from the subscription, which must be disposed of or read to its end.</summary>
    public EventSubscription Subscribe()
    {
        var listener = new EventSubscription(_instruments, Remove);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _listeners = [.. _listeners, listener];
            if (_listeners.Length == 1)
                _relay?.Tell(any: true);
        }

        return listener;
    }

    /// <summary>Connects the hub with those of other silos. There is one relay at most, and it stays.</summary>
    public void Attach(IEventRelay relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_relay is not null)
                throw new InvalidOperationException("A relay is attached already.");
            _relay = new RelayPump(relay, _instruments, logger);
            _relay.Tell(_listeners.Length > 0);
        }
    }

    /// <summary>Ends all subscriptions and the relay.</summary>
    public async ValueTask DisposeAsync()
    {
        EventSubscription[] listeners;
        lock (_gate)
        {
            _isClosed = true;
            listeners = _listeners;
        }

        foreach (var listener in listeners)
            listener.Dispose();
        if (_relay is { } relay)
            await relay.DisposeAsync();
    }

    private void Offer(TransactionNotice notice)
    {
        foreach (var listener in _listeners)
            listener.Offer(notice);
    }

    private void Remove(EventSubscription listener)
    {
        lock (_gate)
        {
            var before = _listeners.Length;
            _listeners = [.. _listeners.Where(other => other != listener)];
            if (_listeners.Length == 0 && before > 0)
                _relay?.Tell(any: false);
        }
    }
}
