namespace OrleansSaga.Samples.Bank;

/// <summary>
/// A database that can keep a transaction prepared: done, invisible to others, and neither committed nor rolled back
/// until the coordinator says which. All calls may be repeated.
/// </summary>
public abstract class XaResource
{
    /// <summary>
    /// Moves money (in: positive, out: negative) in a transaction that is left prepared. Late: it was told to roll back
    /// before, and nothing was done.
    /// </summary>
    public abstract Task<BarrierOutcome> PrepareAsync(BranchRequest request, string account, long deltaCents, CancellationToken cancellation);

    /// <summary>Commits what is prepared. Nothing prepared means that it was committed before.</summary>
    public abstract Task<BarrierOutcome> CommitAsync(BranchRequest request, CancellationToken cancellation);

    /// <summary>Rolls back what is prepared, and sees to it that what is not prepared yet never will be.</summary>
    public abstract Task<BarrierOutcome> RollbackAsync(BranchRequest request, CancellationToken cancellation);

    /// <summary>The branches that are prepared now.</summary>
    public abstract Task<IReadOnlyList<PendingRow>> PendingAsync(CancellationToken cancellation);
}
