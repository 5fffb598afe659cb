namespace OrleansSaga.Grains.Journal;

/// <summary>
/// Small shared data that is not a transaction, such as topics: in the same database as the journal, written one entry at a time by
/// compare-and-set on its version. Not for load: every call is one round trip.
/// </summary>
public interface IKeyValueStore
{
    /// <summary>Reads one entry; null when there is none.</summary>
    /// <exception cref="ArgumentException">Category or key is empty or too long (see <see cref="KeyValueEntry"/>).</exception>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<KeyValueEntry?> GetAsync(string category, string key, CancellationToken cancellationToken);

    /// <summary>Reads up to <paramref name="limit"/> (1 to 1,000) entries of a category with an id above <paramref name="afterId"/>, by id.</summary>
    /// <exception cref="ArgumentException">The category is empty or too long, or the limit is out of its range.</exception>
    /// <exception cref="JournalUnavailableException">The store does not answer.</exception>
    ValueTask<IReadOnlyList<KeyValueEntry>> ScanAsync(string category, long afterId, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a value if the entry has <paramref name="expectedVersion"/> (0: if there is none); its version then is one higher.
    /// False when it has another: somebody was faster.
    /// </summary>
    /// <exception cref="ArgumentException">Category or key is empty, one of the texts is too long, or the version is negative.</exception>
    /// <exception cref="JournalUnavailableException">The store does not answer; whether the value was written is not known.</exception>
    ValueTask<bool> PutAsync(string category, string key, string value, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Deletes an entry if it has <paramref name="expectedVersion"/>; false when it has another, or there is none.</summary>
    /// <exception cref="ArgumentException">Category or key is empty or too long, or the version is negative.</exception>
    /// <exception cref="JournalUnavailableException">The store does not answer; whether the entry was deleted is not known.</exception>
    ValueTask<bool> DeleteAsync(string category, string key, long expectedVersion, CancellationToken cancellationToken);
}
