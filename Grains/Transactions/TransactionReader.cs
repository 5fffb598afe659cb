using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Reads stored transactions without an activation: what queries show is what is durable.</summary>
public static class TransactionReader
{
    /// <summary>The state that the journal holds; of a tombstone only the outcome.</summary>
    /// <exception cref="UnreadableRecordException">A record is newer than this silo, or damaged.</exception>
    public static TransactionState Read(StoredTransaction stored) => Read(stored, static (_, _) => { });

    /// <summary>As <see cref="Read(StoredTransaction)"/>; tells <paramref name="onRecord"/> the version and envelope of each record on the way.</summary>
    internal static TransactionState Read(StoredTransaction stored, Action<int, JournalEnvelope> onRecord)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (stored.Tombstone is not null)
            return Tombstones.ToState(stored);
        try
        {
            return RecordCodec.Replay(stored.Records, onRecord) ?? throw new UnreadableRecordException("The transaction has no records.");
        }
        catch (Exception contradiction) when (contradiction is not (UnreadableRecordException or OutOfMemoryException))
        {
            // Records that decode and yet give no state (a step that does not exist, no creation) are as unreadable as any.
            throw new UnreadableRecordException($"The records give no state: {contradiction.Message}", contradiction);
        }
    }
}
