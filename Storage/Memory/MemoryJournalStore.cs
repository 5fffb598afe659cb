using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Memory;

/// <summary>A journal that forgets everything with its process: for tests.</summary>
internal sealed class MemoryJournalStore(MemoryDatabase database, TimeProvider time) : IJournalStore
{
    public string Name => "memory";

    public string Location => "this process, lost at its end";

    public bool SingleWriter => true;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IStoreWriter CreateWriter(int number) => new MemoryStoreWriter(database, time);

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken)
    {
        lock (database.Lock)
        {
            if (!database.Hot.TryGetValue(gid, out var hot))
                return ValueTask.FromResult<StoredTransaction?>(null);
            List<StoredRecord> records = [];
            if (database.Journal.TryGetValue(hot.Instance, out var all))
            {
                var first = Math.Max(1, all.FindLastIndex(record => record.IsSnapshot));
                records.Add(all[0].Stored);
                records.AddRange(all.Skip(first).Select(record => record.Stored));
            }

            return ValueTask.FromResult<StoredTransaction?>(new StoredTransaction(hot.Gid, hot.Instance, hot.Version, hot.State, records, hot.Tombstone));
        }
    }

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken)
    {
        lock (database.Lock)
        {
            var records = database.Journal.TryGetValue(instance, out var all) ? all : [];
            return ValueTask.FromResult<IReadOnlyList<StoredRecord>>(
                [.. records.Select(record => record.Stored).Where(record => record.Version >= fromVersion).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken)
    {
        var buckets = query.Buckets is null ? null : new HashSet<short>(query.Buckets);
        lock (database.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<DueTransaction>>([.. database.Hot.Values
                .Where(hot => hot.State.DueAt is not null && Matches(hot))
                .Select(hot => new DueTransaction(hot.Gid, hot.Instance, hot.Version, hot.State.Status, hot.State.DueAt!.Value, hot.State.DueKind))
                .Where(due => query.After is null || IsBehind(due, query.After))
                .OrderBy(due => due.DueAt).ThenBy(due => due.Gid, StringComparer.Ordinal)
                .Take(query.Limit)]);
        }

        bool Matches(MemoryHot hot) =>
            (query.Kind is { } kind ? hot.State.DueKind == kind : hot.State.DueKind is DueKind.Guard or DueKind.Wait)
            && (query.DueAfter is null || hot.State.DueAt > query.DueAfter)
            && (query.DueUntil is null || hot.State.DueAt <= query.DueUntil)
            && (buckets is null || buckets.Contains(Bucket.Of(hot.Gid)));
    }

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken)
    {
        lock (database.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<ListedTransaction>>([.. database.Listing.Reverse()
                .Where(row => filter.Before is null || row.Key.CompareTo(filter.Before.Value) < 0)
                .Select(row => ToListed(row.Key, row.Value))
                .Where(row => Matches(row, filter) && (filter.Status is null || MemoryStoreWriter.StatusOf(database.Listing[row.Instance]) == filter.Status))
                .Take(filter.Limit)]);
        }
    }

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(time.GetUtcNow());

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken)
    {
        lock (database.Lock)
            return ValueTask.FromResult(database.KeyValues.Get(category, key));
    }

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken)
    {
        lock (database.Lock)
            return ValueTask.FromResult(database.KeyValues.Scan(category, afterId, limit));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool IsBehind(DueTransaction due, DueTransaction after) =>
        due.DueAt > after.DueAt || (due.DueAt == after.DueAt && string.CompareOrdinal(due.Gid, after.Gid) > 0);

    private static bool Matches(ListedTransaction row, TransactionFilter filter) =>
        (filter.Gid is null || row.Gid == filter.Gid)
        && (filter.Mode is null || row.Mode == filter.Mode)
        && (filter.Tag is not { } tag || (row.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value))
        && (filter.Parked is null || row.ParkedBranches > 0 == filter.Parked)
        && (filter.CreatedFrom is null || row.CreatedAt >= filter.CreatedFrom)
        && (filter.CreatedTo is null || row.CreatedAt < filter.CreatedTo);

    private ListedTransaction ToListed(Guid instance, MemoryListing row)
    {
        var hot = database.Hot[row.Gid];
        var created = row.Created;
        return new ListedTransaction(
            row.Gid, instance, hot.Version, hot.State, created.Mode, created.Protocol, created.CreatedAt,
            row.Changed?.UpdatedAt ?? created.CreatedAt,
            row.Changed is null ? created.FinishedAt : row.Changed.FinishedAt,
            created.Options, created.CustomData, created.QueryPrepared,
            row.Changed?.RollbackReason, row.Changed?.ParkedBranches ?? 0, created.Tags, row.Changed?.Result);
    }
}
