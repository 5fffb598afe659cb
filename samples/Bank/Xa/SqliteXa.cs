namespace OrleansSaga.Samples.Bank;

/// <summary>
/// What XA promises, on a database that has no XA: prepare checks and writes down what shall happen, which no later
/// check can refuse any more; commit does it together with its barrier row; rollback forgets it.
/// </summary>
public sealed class SqliteXa(ILocalDatabase database, BranchBarrier barrier) : XaResource
{
    private const string Action = "action";

    /// <inheritdoc/>
    public override Task<BarrierOutcome> PrepareAsync(BranchRequest request, string account, long deltaCents, CancellationToken cancellation) =>
        database.RunAsync(
            async transaction =>
            {
                if (await BankBook.HasHoldAsync(transaction, request))
                    return new BarrierOutcome(BarrierVerdict.Duplicate);
                if (await BranchBarrier.ReasonAsync(transaction, request, Action) is { } reason)
                    return new BarrierOutcome(reason == Action ? BarrierVerdict.Duplicate : BarrierVerdict.Late);
                if (await BankBook.HoldAsync(transaction, request, account, deltaCents) is { } refusal)
                    return new BarrierOutcome(BarrierVerdict.Refused, refusal.Reason);
                await transaction.CommitAsync();
                return new BarrierOutcome(BarrierVerdict.Applied);
            },
            BarrierOutcome.Busy,
            cancellation);

    /// <inheritdoc/>
    public override Task<BarrierOutcome> CommitAsync(BranchRequest request, CancellationToken cancellation) =>
        database.RunAsync(
            async transaction =>
            {
                // Under the name of the operation that was prepared: that is what takes effect now.
                var prepared = request with { Op = Action };
                if (!await BankBook.SettleAsync(transaction, prepared))
                    return new BarrierOutcome(BarrierVerdict.Duplicate);
                await barrier.TryInsertAsync(transaction, prepared, Action, reason: Action);
                await transaction.CommitAsync();
                return new BarrierOutcome(BarrierVerdict.Applied);
            },
            BarrierOutcome.Busy,
            cancellation);

    /// <inheritdoc/>
    public override Task<BarrierOutcome> RollbackAsync(BranchRequest request, CancellationToken cancellation) =>
        database.RunAsync(
            async transaction =>
            {
                var released = await BankBook.ReleaseAsync(transaction, request);
                await barrier.TryInsertAsync(transaction, request, Action, reason: request.Op);
                await transaction.CommitAsync();
                return new BarrierOutcome(released ? BarrierVerdict.Applied : BarrierVerdict.Duplicate);
            },
            BarrierOutcome.Busy,
            cancellation);

    /// <summary>Nothing: what is prepared lies among the holds.</summary>
    public override Task<IReadOnlyList<PendingRow>> PendingAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<PendingRow>>([]);
}
