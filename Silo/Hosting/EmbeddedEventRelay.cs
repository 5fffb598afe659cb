using System.Collections.Concurrent;
using OrleansSaga.Grains;
using OrleansSaga.Runtime.Embedded;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Silo.Events;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Carries notices over the links: a silo at which somebody listens says so every second, and the others send it what they publish. Who has
/// not said so for a while is forgotten, so that nothing goes to nobody.
/// </summary>
internal sealed class EmbeddedEventRelay : BackgroundService, IEventRelay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, long> _listening = new();
    private readonly IClusterMessages _messages;
    private readonly IClusterTopic<bool> _interest;
    private readonly IClusterTopic<IReadOnlyList<TransactionNotice>> _notices;
    private readonly EventHub _hub;
    private readonly TimeProvider _time;
    private volatile bool _anyHere;
    private volatile bool _anyThere;

    public EmbeddedEventRelay(IClusterMessages messages, EventHub hub, SiloIdentity identity, TimeProvider time)
    {
        (_messages, _hub, Silo, _time) = (messages, hub, identity.Name, time);
        _interest = messages.Open<bool>("events.interest", OnInterest);
        _notices = messages.Open<IReadOnlyList<TransactionNotice>>("events", (_, notices) => _hub.Deliver(notices));
    }

    public string Silo { get; }

    public bool AnyRemoteListener => _anyThere;

    public void Send(IReadOnlyList<TransactionNotice> notices)
    {
        foreach (var peer in _listening.Keys)
            _notices.TrySend(peer, notices);
    }

    public void OnLocalListeners(bool any)
    {
        _anyHere = any;
        Tell();
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hub.Attach(this);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (peer, heardAt) in _listening)
            {
                if (_time.GetElapsedTime(heardAt) > Forgotten)
                    _listening.TryRemove(KeyValuePair.Create(peer, heardAt));
            }

            _anyThere = !_listening.IsEmpty;
            if (_anyHere)
                Tell();
        }
    }

    private void Tell()
    {
        foreach (var peer in _messages.Peers)
            _interest.TrySend(peer, _anyHere);
    }

    private void OnInterest(Guid peer, bool any)
    {
        if (any)
            _listening[peer] = _time.GetTimestamp();
        else
            _listening.TryRemove(peer, out _);
        _anyThere = !_listening.IsEmpty;
    }
}
