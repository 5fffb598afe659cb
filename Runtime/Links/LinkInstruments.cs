using System.Diagnostics.Metrics;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The metrics of links, in the runtime's meter.</summary>
internal sealed class LinkInstruments
{
    private static readonly KeyValuePair<string, object?> Outgoing = new("direction", "out");
    private static readonly KeyValuePair<string, object?> Incoming = new("direction", "in");

    private readonly Counter<long> _sent;
    private readonly Counter<long> _served;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _flushes;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _broken;
    private readonly Counter<long> _limitReached;
    private readonly Counter<long> _dropped;
    private int _outgoing;
    private int _incoming;

    public LinkInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(EmbeddedRuntimeTelemetry.MeterName);
        meter.CreateObservableUpDownCounter<int>("orleanssaga.link.up", () => [new(Volatile.Read(ref _outgoing), Outgoing), new(Volatile.Read(ref _incoming), Incoming)], "{link}", "Links to and from other silos that are up.");
        _sent = meter.CreateCounter<long>("orleanssaga.link.calls.sent", "{call}", "Calls handed to links to other silos.");
        _served = meter.CreateCounter<long>("orleanssaga.link.calls.served", "{call}", "Calls of other silos that were served here.");
        _frames = meter.CreateCounter<long>("orleanssaga.link.frames", "{frame}", "Frames written to links.");
        _flushes = meter.CreateCounter<long>("orleanssaga.link.flushes", "{flush}", "Flushes in which they were written: fewer than frames when load batches them.");
        _refusals = meter.CreateCounter<long>("orleanssaga.link.refusals", "{link}", "Handshakes that failed, by reason.");
        _broken = meter.CreateCounter<long>("orleanssaga.link.broken", "{link}", "Links that broke instead of being closed.");
        _limitReached = meter.CreateCounter<long>("orleanssaga.link.limit_reached", "{call}", "Calls refused because too much waited on a link, or because they were too large for it.");
        _dropped = meter.CreateCounter<long>("orleanssaga.link.dropped", "{frame}", "Frames that were dropped, by reason: a call that came twice or too late, a reply that nobody waits for.");
    }

    public void OnUp(bool outgoing) => Interlocked.Increment(ref outgoing ? ref _outgoing : ref _incoming);

    public void OnDown(bool outgoing, bool inOrder)
    {
        Interlocked.Decrement(ref outgoing ? ref _outgoing : ref _incoming);
        if (!inOrder)
            _broken.Add(1, outgoing ? Outgoing : Incoming);
    }

    public void OnSent() => _sent.Add(1);

    public void OnServed() => _served.Add(1);

    public void OnFlushed(int frames)
    {
        _frames.Add(frames);
        _flushes.Add(1);
    }

    public void OnRefused(LinkRefusal refusal) => _refusals.Add(1, new KeyValuePair<string, object?>("reason", NameOf(refusal)));

    public void OnLimitReached() => _limitReached.Add(1);

    public void OnRepeatedCall() => OnDropped("repeated");

    public void OnExpiredCall() => OnDropped("expired");

    public void OnLateReply() => OnDropped("late_reply");

    private void OnDropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    private static string NameOf(LinkRefusal refusal) => refusal switch
    {
        LinkRefusal.WrongSecret => "secret",
        LinkRefusal.NoCommonProtocol => "protocol",
        LinkRefusal.SomebodyElse => "somebody_else",
        LinkRefusal.Ended => "ended",
        _ => "malformed",
    };
}
