using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Memory;

/// <summary>The table of entries; the database's lock is held around every call.</summary>
internal sealed class MemoryKeyValues
{
    private readonly Dictionary<(string Category, string Key), KeyValueEntry> _entries = [];
    private long _lastId;

    public KeyValueEntry? Get(string category, string key) => _entries.GetValueOrDefault((category, key));

    public IReadOnlyList<KeyValueEntry> Scan(string category, long afterId, int limit) =>
        [.. _entries.Values.Where(entry => entry.Category == category && entry.Id > afterId).OrderBy(entry => entry.Id).Take(limit)];

    public bool Change(KeyValueChange change, DateTimeOffset now)
    {
        var name = (change.Category, change.Key);
        var found = _entries.GetValueOrDefault(name);
        if ((found?.Version ?? 0) != change.ExpectedVersion)
            return false;
        if (change.Value is null)
            return _entries.Remove(name);
        _entries[name] = found is null
            ? new KeyValueEntry(++_lastId, change.Category, change.Key, change.Value, 1, now, now)
            : found with { Value = change.Value, Version = found.Version + 1, UpdatedAt = now };
        return true;
    }
}
