namespace OrleansSaga.Grains.Journal;

/// <summary>
/// The durable log of all transactions, and the indexes over it (architecture: docs/architecture/journal.md).
/// Every write is fenced by (gid, instance, version): a stale writer gets <see cref="JournalOutcome.Conflict"/> and changes nothing.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Puts one write into the group commit and returns its true outcome.
    /// Never throws for a refused or failed write; <paramref name="untilQueued"/> counts only until the write is queued.
    /// </summary>
    ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued);

    /// <summary>
    /// Reads what is stored of a gid: its hot row, record 1, and its records from the latest snapshot on; null when the gid is unknown.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken);

    /// <summary>Reads up to <paramref name="limit"/> records of an instance from <paramref name="fromVersion"/> on, oldest first.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken);

    /// <summary>Reads one page of the due index, ordered by (due time, gid).</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one page of the listing, newest first.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads the database's clock (UTC).</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken);
}
