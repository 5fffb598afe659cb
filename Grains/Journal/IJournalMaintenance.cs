namespace OrleansSaga.Grains.Journal;

/// <summary>Retention: what has been finished for long is reduced to its tombstone, and old tombstones go.</summary>
public interface IJournalMaintenance
{
    /// <summary>
    /// Deletes records, listing, tags and side rows of up to <paramref name="limit"/> transactions that ended with
    /// <paramref name="status"/> before <paramref name="finishedBefore"/>, and turns their hot rows into tombstones due at
    /// <paramref name="tombstoneUntil"/>. Walks the listing by instance from <paramref name="after"/> on and returns where it stopped.
    /// </summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<RetentionProgress> RetireAsync(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Deletes up to <paramref name="limit"/> tombstones that are due at <paramref name="now"/>; returns how many.</summary>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<int> DeleteTombstonesAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);
}
