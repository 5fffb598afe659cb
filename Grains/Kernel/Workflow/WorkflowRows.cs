namespace OrleansSaga.Grains.Kernel.Workflow;

/// <summary>What the recorded rows of a workflow mean. The server reads no more from them than whether the way back has begun.</summary>
internal static class WorkflowRows
{
    /// <summary>
    /// Whether a rollback is recorded, whatever came of it: that is the abort decision. From there on nothing goes forward, so that a
    /// client that runs the workflow again after a crash cannot report as succeeded what is half undone (DTM's issue 453).
    /// </summary>
    public static bool RollbackHasBegun(TransactionState state)
    {
        foreach (var row in state.Progresses)
        {
            if (IsRollback(row))
                return true;
        }

        return false;
    }

    /// <summary>Whether the row says that something was undone, or that it was tried.</summary>
    public static bool IsRollback(WorkflowProgress row) => row.Op is "rollback" or "compensate" or "cancel";

    /// <summary>Rows that took effect and whose branch nobody has rolled back.</summary>
    public static IEnumerable<WorkflowProgress> InEffect(TransactionState state)
    {
        var undone = state.Progresses.Where(row => IsRollback(row) && row.Status == OpStatus.Succeed).Select(row => row.BranchId).ToHashSet(StringComparer.Ordinal);
        return state.Progresses.Where(row => !IsRollback(row) && row.Status == OpStatus.Succeed && !undone.Contains(row.BranchId));
    }
}
