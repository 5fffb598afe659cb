using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Reads stored transactions without an activation: what queries show is what is durable.</summary>
public static class TransactionReader
{
    /// <summary>The state that the journal holds; of a tombstone only the outcome.</summary>
    /// <exception cref="UnreadableRecordException">A record is newer than this silo, or damaged.</exception>
    public static TransactionState Read(StoredTransaction stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return stored.Tombstone is null
            ? RecordCodec.Replay(stored.Records) ?? throw new UnreadableRecordException("The transaction has no records.")
            : Tombstones.ToState(stored);
    }
}
