using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Reading a transaction from outside the silo's process.</summary>
public sealed partial class TransactionGrain
{
    /// <inheritdoc/>
    public async Task<TransactionReading> Get()
    {
        // Interleaves: it touches nothing that turns work with, and parks nothing that it cannot read.
        try
        {
            return await engine.Journal.LoadAsync(_gid, CancellationToken.None) is { } stored
                ? new TransactionReading(ReplyCode.Ok, "", TransactionInfos.Of(stored))
                : new TransactionReading(ReplyCode.NotFound, $"no TransGlobal with gid: {_gid} found", null);
        }
        catch (JournalUnavailableException)
        {
            return new TransactionReading(ReplyCode.Unavailable, StoreAway, null);
        }
        catch (UnreadableRecordException unreadable)
        {
            return new TransactionReading(ReplyCode.Unavailable, $"this server cannot read the transaction: {unreadable.Message}", null);
        }
        finally
        {
            LeaveIfUnused();
        }
    }

    /// <summary>An activation that was made only to read has nothing to stay for.</summary>
    private void LeaveIfUnused()
    {
        if (!_isInTurn && !_isEnded && _transaction.State is null && _lookAgainAfter is null)
            DeactivateOnIdle();
    }
}
