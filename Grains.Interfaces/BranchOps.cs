namespace OrleansSaga.Grains;

/// <summary>Which ops a mode calls (protocol 3.1).</summary>
public static class BranchOps
{
    /// <summary>The op of a branch while the transaction goes forward.</summary>
    public static BranchOp Forward(TransactionMode mode) => mode switch
    {
        TransactionMode.Tcc => BranchOp.Confirm,
        TransactionMode.Xa => BranchOp.Commit,
        _ => BranchOp.Action,
    };

    /// <summary>The op of a branch once the transaction is decided against.</summary>
    public static BranchOp Backward(TransactionMode mode) => mode switch
    {
        TransactionMode.Tcc => BranchOp.Cancel,
        TransactionMode.Xa => BranchOp.Rollback,
        _ => BranchOp.Compensate,
    };

    /// <summary>Whether the op is called on the transaction's client and not on a branch: a check-back or a callback (step -1).</summary>
    public static bool ConcernsTheWhole(this BranchOp op) => op is BranchOp.QueryPrepared or BranchOp.Callback;

    /// <summary>Whether the op undoes.</summary>
    public static bool IsBackward(this BranchOp op) => op is BranchOp.Compensate or BranchOp.Cancel or BranchOp.Rollback;
}
