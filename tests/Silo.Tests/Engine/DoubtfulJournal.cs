using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A journal whose first creation is durable although its answer was lost.</summary>
internal sealed class DoubtfulJournal(IJournal inner) : IJournal
{
    private int _doubts = 1;

    public async ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        var outcome = await inner.WriteAsync(write, lane, untilQueued);
        return write is CreateWrite && Interlocked.Decrement(ref _doubts) == 0 ? JournalOutcome.Unavailable : outcome;
    }

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => inner.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        inner.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => inner.DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => inner.ReadTimeAsync(cancellationToken);
}
