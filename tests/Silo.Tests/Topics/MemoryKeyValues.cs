using System.Collections.Concurrent;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Topics;

/// <summary>A key-value store for tests that need no database: compare-and-set under a lock, and a place to disturb it.</summary>
internal sealed class MemoryKeyValues(TimeProvider time) : IKeyValueStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Category, string Key), KeyValueEntry> _entries = [];
    private long _lastId;

    /// <summary>"get key" and so on, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Runs before each call; may wait or throw.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    public async ValueTask<KeyValueEntry?> GetAsync(string category, string key, CancellationToken cancellationToken)
    {
        await EnterAsync($"get {key}");
        lock (_gate)
            return _entries.GetValueOrDefault((category, key));
    }

    public async ValueTask<IReadOnlyList<KeyValueEntry>> ScanAsync(string category, long afterId, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync("scan");
        lock (_gate)
            return [.. _entries.Values.Where(entry => entry.Category == category && entry.Id > afterId).OrderBy(entry => entry.Id).Take(limit)];
    }

    public async ValueTask<bool> PutAsync(string category, string key, string value, long expectedVersion, CancellationToken cancellationToken)
    {
        await EnterAsync($"put {key}");
        lock (_gate)
        {
            if ((_entries.GetValueOrDefault((category, key))?.Version ?? 0) != expectedVersion)
                return false;
            Set_NeedsLock(category, key, value);
            return true;
        }
    }

    /// <summary>Writes a topic whatever version it has, as somebody else would.</summary>
    public void Set(string topic, string value)
    {
        lock (_gate)
            Set_NeedsLock("topics", topic, value);
    }

    public async ValueTask<bool> DeleteAsync(string category, string key, long expectedVersion, CancellationToken cancellationToken)
    {
        await EnterAsync($"delete {key}");
        lock (_gate)
            return _entries.GetValueOrDefault((category, key))?.Version == expectedVersion && _entries.Remove((category, key));
    }

    private void Set_NeedsLock(string category, string key, string value)
    {
        var (old, now) = (_entries.GetValueOrDefault((category, key)), time.GetUtcNow());
        _entries[(category, key)] = new KeyValueEntry(old?.Id ?? ++_lastId, category, key, value, (old?.Version ?? 0) + 1, old?.CreatedAt ?? now, now);
    }

    private async Task EnterAsync(string call)
    {
        Calls.Enqueue(call);
        await Before(call);
    }
}
