namespace OrleansSaga.Grains.Kernel;

/// <summary>One row of progress as a workflow's client recorded it (protocol 4.5); the server keeps it and hands it back.</summary>
/// <param name="BranchId">branch_id.</param>
/// <param name="Op">op: action, commit, rollback, or <c>business</c> for an XA mark.</param>
/// <param name="Status">succeed or failed.</param>
/// <param name="Data">Result bytes or error text.</param>
/// <param name="At">When it was recorded.</param>
public sealed record WorkflowProgress(string BranchId, string Op, OpStatus Status, ReadOnlyMemory<byte> Data, DateTimeOffset At)
{
    /// <summary>Whether the row says the same as another, whenever each was recorded.</summary>
    public bool Repeats(WorkflowProgress other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return BranchId == other.BranchId && Op == other.Op && Status == other.Status && Data.Span.SequenceEqual(other.Data.Span);
    }
}
