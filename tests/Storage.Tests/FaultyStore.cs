using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Tests;

/// <summary>Stands between the group commit and a real store, to fail and to hold as a test wants.</summary>
internal sealed class FaultyStore(IJournalStore inner) : IJournalStore
{
    private readonly Lock _lock = new();
    private readonly List<string[]> _batches = [];

    /// <summary>Runs on the writer's thread before a commit; throw to fail it.</summary>
    public Action<JournalWrite[]>? Before { get; set; }

    /// <summary>Runs after the commit; throw to lose its answer, change results to pretend.</summary>
    public Action<JournalWrite[], WriteResult[]>? After { get; set; }

    /// <summary>Runs on the writer's thread before an entry is changed; throw to fail it.</summary>
    public Action<KeyValueChange>? BeforeChange { get; set; }

    /// <summary>Gids of each commit that was tried.</summary>
    public IReadOnlyList<string[]> Batches
    {
        get
        {
            lock (_lock)
                return [.. _batches];
        }
    }

    public string Name => inner.Name;

    public string Location => inner.Location;

    public bool SingleWriter => inner.SingleWriter;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IStoreWriter CreateWriter(int number) => new Writer(this, inner.CreateWriter(number));

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => inner.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) => inner.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => inner.DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => inner.ReadTimeAsync(cancellationToken);

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken) => inner.GetEntryAsync(category, key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken) => inner.ScanEntriesAsync(category, afterId, limit, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Writer(FaultyStore store, IStoreWriter inner) : IStoreWriter
    {
        public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
        {
            var copy = writes.ToArray();
            lock (store._lock)
                store._batches.Add([.. copy.Select(write => write.Gid)]);
            store.Before?.Invoke(copy);
            inner.Commit(writes, results);
            var answers = results.ToArray();
            store.After?.Invoke(copy, answers);
            answers.CopyTo(results);
        }

        public void Probe() => inner.Probe();

        public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit) =>
            inner.Retire(status, finishedBefore, tombstoneUntil, after, limit);

        public int DeleteTombstones(DateTimeOffset now, int limit) => inner.DeleteTombstones(now, limit);

        public bool ChangeEntry(KeyValueChange change)
        {
            store.BeforeChange?.Invoke(change);
            return inner.ChangeEntry(change);
        }

        public void Dispose() => inner.Dispose();
    }
}
