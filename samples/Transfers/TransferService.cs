using OrleansSaga.Client;
using OrleansSaga.Grains;

namespace OrleansSaga.Samples.Transfers;

/// <summary>Moves money from one bank to another.</summary>
public sealed class TransferService(ITransactionClient transactions)
{
    /// <summary>Moves it, or says why not.</summary>
    public async Task<string> MoveAsync(string transferId, string from, string to, long amount, CancellationToken cancellationToken)
    {
        var saga = new SagaDefinition(transferId) { TimeoutToFail = TimeSpan.FromSeconds(30) }
            .JsonStep($"{from}/out", $"{from}/out-revert", new { amount })
            .JsonStep($"{to}/in", $"{to}/in-revert", new { amount });
        try
        {
            await transactions.SubmitAsync(saga, cancellationToken);
        }
        catch (TransactionRefusedException ended) when (ended.Status is TransactionStatus.Succeed or TransactionStatus.Failed)
        {
            // Asked again, after an answer was lost: it has ended meanwhile, and how is what the caller wants to know.
        }

        var end = await transactions.WaitAsync(saga.Gid, TimeSpan.FromSeconds(40), cancellationToken);
        return end.Status switch
        {
            TransactionStatus.Succeed => "moved",
            TransactionStatus.Failed => $"not moved: {end.RollbackReason}",
            _ => "under way",
        };
    }
}
