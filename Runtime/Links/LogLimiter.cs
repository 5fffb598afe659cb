namespace OrleansSaga.Runtime.Embedded;

/// <summary>Lets a line through once a minute for each key, so that a peer that tries again for ever does not fill the log.</summary>
internal sealed class LogLimiter(TimeProvider time)
{
    // Keys hold names that nobody has proved: somebody who makes names up must fill neither memory nor log.
    private const int MaxKeys = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _last = [];

    public bool May(string key)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (_last.TryGetValue(key, out var last) && time.GetElapsedTime(last, now) < Pause)
                return false;
            if (_last.Count >= MaxKeys)
                Forget_NeedsLock(now);
            if (_last.Count >= MaxKeys)
                return false;
            _last[key] = now;
            return true;
        }
    }

    private void Forget_NeedsLock(long now)
    {
        foreach (var old in _last.Where(item => time.GetElapsedTime(item.Value, now) >= Pause).Select(static item => item.Key).ToList())
            _last.Remove(old);
    }
}
