using System.Diagnostics.CodeAnalysis;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// The calls of one link that have no end yet, and whether it takes more. Whoever takes a call out tells its caller: so each is told once.
/// </summary>
internal sealed class CallTable(LinkOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, WaitingCall> _waiting = [];
    private List<WaitingCall>? _early = [];
    private ClientSession? _session;
    private bool _isClosed;
    private ulong _lastNumber;
    private long _earlyBytes;
    private long _nextDeadline = long.MaxValue;

    /// <summary>Whether there is a session that takes calls.</summary>
    public bool IsUp => Volatile.Read(ref _session) is not null;

    /// <summary>Numbers a call and hands it to the session, or keeps it for the first one.</summary>
    public bool TryAdd(LinkRequest request, ILinkCaller caller, long size, out bool isFull)
    {
        var deadline = LinkDeadline.After(request.TimeLeft, time.GetTimestamp(), time.TimestampFrequency);
        lock (_gate)
        {
            isFull = false;
            if (_session is null && _early is null)
                return false;
            isFull = _waiting.Count >= options.MaxQueuedCalls || size + (_session?.QueuedBytes ?? _earlyBytes) > options.MaxQueuedBytes;
            if (isFull)
                return false;
            var call = new WaitingCall(++_lastNumber, request, caller, size, deadline);
            if (!Queue_NeedsLock(call))
                return false;
            _waiting.Add(call.Number, call);
            _nextDeadline = Math.Min(_nextDeadline, deadline.Timestamp);
            return true;
        }
    }

    /// <summary>Gives calls to a session from now on; false when the link was closed.</summary>
    public bool TryOpen(ClientSession session)
    {
        lock (_gate)
        {
            if (_isClosed)
                return false;
            foreach (var call in _early ?? [])
                session.TrySend(call);
            _early = null;
            _session = session;
            return true;
        }
    }

    /// <summary>Takes no calls until the next session, or never again, and takes all out.</summary>
    /// <param name="forGood">Whether the link is closed.</param>
    /// <param name="wasUp">Whether it took calls.</param>
    public List<WaitingCall> Shut(bool forGood, out bool wasUp)
    {
        lock (_gate)
        {
            _isClosed |= forGood;
            return Shut_NeedsLock(0, out wasUp);
        }
    }

    /// <summary>Takes no calls until the next session, and takes out those above a number: the peer will not serve them.</summary>
    public List<WaitingCall> ShutAbove(ulong last, out bool wasUp)
    {
        lock (_gate)
            return Shut_NeedsLock(last, out wasUp);
    }

    /// <summary>Takes out the call that a reply is for.</summary>
    public bool TryTake(ulong number, [NotNullWhen(true)] out WaitingCall? call)
    {
        lock (_gate)
            return _waiting.Remove(number, out call);
    }

    /// <summary>Takes out the calls whose time is up.</summary>
    public IReadOnlyList<WaitingCall> TakeExpired()
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (now < _nextDeadline)
                return [];
            var expired = _waiting.Values.Where(call => call.Deadline.Timestamp <= now).ToList();
            Remove_NeedsLock(expired);
            _nextDeadline = _waiting.Count == 0 ? long.MaxValue : _waiting.Values.Min(static call => call.Deadline.Timestamp);
            return expired;
        }
    }

    private bool Queue_NeedsLock(WaitingCall call)
    {
        if (_session is not null)
            return _session.TrySend(call);
        _early!.Add(call);
        _earlyBytes += call.Size;
        return true;
    }

    private List<WaitingCall> Shut_NeedsLock(ulong last, out bool wasUp)
    {
        wasUp = _session is not null;
        _session = null;
        _early = null;
        var taken = _waiting.Values.Where(call => call.Number > last).OrderBy(static call => call.Number).ToList();
        Remove_NeedsLock(taken);
        return taken;
    }

    private void Remove_NeedsLock(List<WaitingCall> calls)
    {
        foreach (var call in calls)
        {
            _waiting.Remove(call.Number);
            call.GiveUp();
        }
    }
}
