namespace OrleansSaga.Silo.Recovery;

/// <summary>
/// Transactions whose turn failed when they were woken, and how long each is left alone: a second, doubling to half a minute.
/// Nobody is forgotten for good, and what is not woken any more leaves the memory by itself.
/// </summary>
internal sealed class WakePauses(TimeProvider time)
{
    /// <summary>Transactions that are remembered. One beyond them is woken every round, until there is room.</summary>
    public const int Most = 10_000;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Who was not woken again for so long after the pause is due no more: somebody else has taken care.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pause> _pauses = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
                return _pauses.Count;
        }
    }

    /// <summary>Whether the transaction is to be left alone now.</summary>
    public bool IsPaused(string gid)
    {
        lock (_lock)
            return _pauses.Count > 0 && _pauses.TryGetValue(gid, out var pause) && time.GetElapsedTime(pause.Since) < pause.Length;
    }

    /// <summary>Its turn failed: it is left alone for the time that comes back, twice as long as the last time.</summary>
    public TimeSpan Failed(string gid)
    {
        lock (_lock)
        {
            var length = _pauses.TryGetValue(gid, out var last) ? last.Length * 2 : First;
            if (length > Longest)
                length = Longest;
            if (_pauses.Count >= Most && last.Length == TimeSpan.Zero)
                return TimeSpan.Zero;
            _pauses[gid] = new Pause(time.GetTimestamp(), length);
            return length;
        }
    }

    /// <summary>Its turn went well.</summary>
    public void Succeeded(string gid)
    {
        lock (_lock)
        {
            if (_pauses.Count > 0)
                _pauses.Remove(gid);
        }
    }

    /// <summary>Forgets those that nobody has to wake any more.</summary>
    public void Clean()
    {
        lock (_lock)
        {
            foreach (var (gid, pause) in _pauses)
            {
                if (time.GetElapsedTime(pause.Since) > pause.Length + Forgotten)
                    _pauses.Remove(gid);
            }
        }
    }

    private readonly record struct Pause(long Since, TimeSpan Length);
}
