using System.Collections.Concurrent;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Benchmarks.Serve;

/// <summary>
/// A journal that is switched off: every write is answered at once and nothing is durable. It keeps unfinished
/// transactions for Load, and forgets them when they end. What a server completes over it is the floor.
/// </summary>
internal sealed class FloorJournal(TimeProvider time) : IJournal, IJournalMaintenance
{
    private const int MostTransactions = 200_000;

    private readonly ConcurrentDictionary<string, StoredTransaction> _transactions = new(StringComparer.Ordinal);
    private long _appends;
    private int _unfinished;

    public long Appends => Interlocked.Read(ref _appends);

    public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued) => ValueTask.FromResult(write switch
    {
        CreateWrite create => Create(create),
        AppendWrite append => Append(append),
        _ => JournalOutcome.Ok,
    });

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_transactions.GetValueOrDefault(gid));

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoredRecord>>([]);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DueTransaction>>([]);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ListedTransaction>>([]);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(time.GetUtcNow());

    public ValueTask<RetentionProgress> RetireAsync(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RetentionProgress(0, null));

    public ValueTask<int> DeleteTombstonesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => ValueTask.FromResult(0);

    private JournalOutcome Create(CreateWrite write)
    {
        Interlocked.Increment(ref _appends);
        if (IsFinal(write.Hot.Status))
            return JournalOutcome.Ok;
        if (Interlocked.Increment(ref _unfinished) > MostTransactions)
        {
            Interlocked.Decrement(ref _unfinished);
            return JournalOutcome.Overloaded;
        }
        var stored = new StoredTransaction(write.Gid, write.Instance, 1, write.Hot, [Stored(1, write.Record)], null);
        if (_transactions.TryAdd(write.Gid, stored))
            return JournalOutcome.Ok;
        Interlocked.Decrement(ref _unfinished);
        return JournalOutcome.Conflict;
    }

    private JournalOutcome Append(AppendWrite write)
    {
        Interlocked.Increment(ref _appends);
        if (IsFinal(write.Hot.Status))
        {
            if (_transactions.TryRemove(write.Gid, out _))
                Interlocked.Decrement(ref _unfinished);
            return JournalOutcome.Ok;
        }
        if (!_transactions.TryGetValue(write.Gid, out var stored))
            return JournalOutcome.Conflict;
        var version = write.ExpectedVersion + 1;
        _transactions[write.Gid] = stored with { Version = version, Hot = write.Hot, Records = [.. stored.Records, Stored(version, write.Record)] };
        return JournalOutcome.Ok;
    }

    private StoredRecord Stored(int version, JournalRecord record) => new(version, time.GetUtcNow(), record.Body);

    private static bool IsFinal(TransactionStatus status) => status is TransactionStatus.Succeed or TransactionStatus.Failed;
}
