using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>What lists show of a transaction. Written at creation, at a change of status, at park and unpark, and at the end only.</summary>
internal static class Listings
{
    public static ListingRow Row(TransactionState state)
    {
        var d = state.Definition;
        return new ListingRow(
            d.Mode, state.Status, d.Protocol, d.CreatedAt, DtmOptions.Text(d.Options),
            d.CustomData.Length == 0 ? null : d.CustomData, d.QueryPrepared.Length == 0 ? null : d.QueryPrepared, d.Tags, state.FinishedAt);
    }

    public static ListingChange? Change(TransactionState before, TransactionState after)
    {
        if (before.Status == after.Status && before.ParkedBranches == after.ParkedBranches)
            return null;
        return new ListingChange(after.Status, after.UpdatedAt, after.FinishedAt, after.RollbackReason, after.ParkedBranches, after.Result);
    }
}
