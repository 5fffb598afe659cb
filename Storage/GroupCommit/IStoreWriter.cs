using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>
/// One connection that writes. All calls block: a writer lives on a thread of its own, so that its turn never
/// stands in the thread pool's queue behind the continuations that its own last batch released.
/// </summary>
internal interface IStoreWriter : IDisposable
{
    /// <summary>
    /// Commits the writes, which have distinct gids in ordinal order, in one transaction and answers each by itself.
    /// A write that was sent before and is stored is <see cref="WriteResult.Ok"/> while its record is the newest, and a
    /// <see cref="WriteResult.Conflict"/> once somebody has gone on from it: nothing may follow from a stale memory.
    /// </summary>
    /// <exception cref="StoreException">Nothing is known to be committed; the kind says what to do.</exception>
    void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results);

    /// <summary>Finds out whether the store takes writes.</summary>
    /// <exception cref="StoreException">It does not.</exception>
    void Probe();

    /// <inheritdoc cref="IJournalMaintenance.RetireAsync"/>
    RetentionProgress Retire(TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit);

    /// <inheritdoc cref="IJournalMaintenance.DeleteTombstonesAsync"/>
    int DeleteTombstones(DateTimeOffset now, int limit);

    /// <summary>Writes or deletes an entry; false when it has another version than expected.</summary>
    /// <exception cref="StoreException">Whether it happened is not known.</exception>
    bool ChangeEntry(KeyValueChange change);
}
