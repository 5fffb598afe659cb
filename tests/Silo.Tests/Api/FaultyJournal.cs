using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Api;

/// <summary>A journal whose loading of one gid can be made to fail.</summary>
internal sealed class FaultyJournal(IJournal inner) : IJournal
{
    private (string Gid, Exception Fault)? _fault;

    public void FailLoading(string gid, Exception fault) => _fault = (gid, fault);

    public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued) => inner.WriteAsync(write, lane, untilQueued);

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) =>
        _fault is var (failing, fault) && failing == gid ? throw fault : inner.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        inner.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => inner.DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => inner.ReadTimeAsync(cancellationToken);
}
