using System.Collections.Concurrent;

namespace OrleansSaga.Silo.Branches;

/// <summary>The gates of all participants: at most <see cref="BranchCallOptions.Hosts"/>, the longest idle make room.</summary>
internal sealed class HostGates(BranchCallOptions limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<HostKey, HostGate> _gates = new();
    private readonly Lock _adding = new();
    private int _count;

    /// <summary>How many participants are kept count of.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The gate of a participant; null when the table is full of participants in use.</summary>
    public HostGate? Of(HostKey host)
    {
        if (_gates.TryGetValue(host, out var gate))
            return gate;
        lock (_adding)
        {
            if (_gates.TryGetValue(host, out gate))
                return gate;
            if (_count >= limits.Hosts)
                MakeRoom_NeedsLock();
            if (_count >= limits.Hosts)
                return null;
            gate = new HostGate(limits, time);
            _gates[host] = gate;
            _count++;
            return gate;
        }
    }

    // A tenth at once, so that a stream of new hosts does not walk the whole table for each of them.
    private void MakeRoom_NeedsLock()
    {
        var longestIdle = _gates
            .Where(static entry => entry.Value.IsIdle())
            .Select(static entry => (entry.Key, Gate: entry.Value, entry.Value.LastUsed))
            .OrderBy(static entry => entry.LastUsed)
            .Take(Math.Max(1, limits.Hosts / 10));
        foreach (var (host, gate, _) in longestIdle)
        {
            if (!gate.TryRetire())
                continue;
            _gates.TryRemove(host, out _);
            _count--;
        }
    }
}
