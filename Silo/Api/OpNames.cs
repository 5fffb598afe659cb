using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Api;

/// <summary>Ops as participants see them.</summary>
internal static class OpNames
{
    /// <summary>The name of an op of a transaction; the callback of a workflow has the workflow's.</summary>
    public static string Of(TransactionDefinition definition, BranchOp op) =>
        op == BranchOp.Callback && definition.WorkflowName.Length > 0 ? definition.WorkflowName : WireNames.Of(op);

    /// <summary>The op that undoes; null in a mode that undoes nothing.</summary>
    public static string? Backward(TransactionMode mode) =>
        mode is TransactionMode.Message or TransactionMode.Workflow ? null : WireNames.Of(BranchOps.Backward(mode));
}
