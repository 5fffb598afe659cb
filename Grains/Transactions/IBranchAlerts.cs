namespace OrleansSaga.Grains.Transactions;

/// <summary>Hears of branch calls that failed and will be retried (protocol 7.2). Must return at once and never throw.</summary>
public interface IBranchAlerts
{
    /// <summary>A call failed; its retry is durable.</summary>
    void OnRetry(BranchAlert alert);
}
