using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.KeyValues;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>
/// One silo's store over a database in memory, under the real group commit. It can go away, look at each commit, and tell
/// when a row has become what a test waits for. Several over one database are several silos.
/// </summary>
internal sealed class DisturbedStore(MemoryDatabase? database = null) : IJournalStore
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly MemoryDatabase _database = database ?? new MemoryDatabase();
    private readonly List<(string Gid, Func<HotState, bool> IsIt, TaskCompletionSource Came)> _watches = [];
    private MemoryJournalStore _inner = null!;

    /// <summary>While set, nothing is written or read.</summary>
    public volatile bool Away;

    /// <summary>Runs on the writer's thread before a commit.</summary>
    public Action<JournalWrite[]>? Before { get; set; }

    /// <summary>The database's own clock; null for that of the silo that opens it.</summary>
    public TimeProvider? DatabaseTime { get; init; }

    /// <summary>Changes, one of the options that the configuration does not show.</summary>
    public StorageOptions Options { get; } = new() { Provider = StorageProvider.Memory, ClientPatience = TimeSpan.FromMilliseconds(200), RetryPause = TimeSpan.FromMilliseconds(10), RetryPauseLimit = TimeSpan.FromMilliseconds(50) };

    public string Name => "memory";

    public string Location => "a test";

    public bool SingleWriter => true;

    public GroupCommitJournal OpenJournal(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        _inner = new MemoryJournalStore(_database, DatabaseTime ?? time);
        return new GroupCommitJournal(
            this, Options, time, services.GetRequiredService<IMeterFactory>(), NullLogger<GroupCommitJournal>.Instance,
            services.GetRequiredService<JournalHealth>(), services.GetRequiredService<JournalStatistics>());
    }

    /// <summary>Completes when the hot row of <paramref name="gid"/> is as wanted, at once if it is.</summary>
    public Task WhenAsync(string gid, Func<HotState, bool> isIt, CancellationToken cancellationToken)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_database.Lock)
        {
            if (_database.Hot.TryGetValue(gid, out var hot) && isIt(hot.State))
                return Task.CompletedTask;
            _watches.Add((gid, isIt, came));
        }

        return came.Task.WaitAsync(LongestWait, TimeProvider.System, cancellationToken);
    }

    public Task WhenAsync(string gid, TransactionStatus status, CancellationToken cancellationToken) => WhenAsync(gid, hot => hot.Status == status, cancellationToken);

    public ValueTask OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public IStoreWriter CreateWriter(int number) => new Writer(this, _inner.CreateWriter(number));

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => Here().LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) => Here().HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => Here().DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => Here().ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => Here().ReadTimeAsync(cancellationToken);

    public ValueTask<KeyValueEntry?> GetEntryAsync(string category, string key, CancellationToken cancellationToken) => Here().GetEntryAsync(category, key, cancellationToken);

    public ValueTask<IReadOnlyList<KeyValueEntry>> ScanEntriesAsync(string category, long afterId, int limit, CancellationToken cancellationToken) => Here().ScanEntriesAsync(category, afterId, limit, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private MemoryJournalStore Here() => Away ? throw new JournalUnavailableException("The test has taken the store away.") : _inner;

    private void Tell()
    {
        lock (_database.Lock)
        {
            foreach (var watch in _watches)
            {
                if (_database.Hot.TryGetValue(watch.Gid, out var hot) && watch.IsIt(hot.State))
                    watch.Came.TrySetResult();
            }

            _watches.RemoveAll(static watch => watch.Came.Task.IsCompleted);
        }
    }

    private sealed class Writer(DisturbedStore store, IStoreWriter inner) : IStoreWriter
    {
        public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results)
        {
            store.Before?.Invoke(writes.ToArray());
            Probe();
            inner.Commit(writes, results);
            store.Tell();
        }

        public void Probe()
        {
            if (store.Away)
                throw new StoreException(StoreFailure.Unavailable, "unavailable", "The test has taken the store away.");
        }

        public RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit) =>
            inner.Retire(status, finishedBefore, tombstoneUntil, after, limit);

        public int DeleteTombstones(DateTimeOffset now, int limit) => inner.DeleteTombstones(now, limit);

        public bool ChangeEntry(KeyValueChange change)
        {
            Probe();
            return inner.ChangeEntry(change);
        }

        public void Dispose() => inner.Dispose();
    }
}
