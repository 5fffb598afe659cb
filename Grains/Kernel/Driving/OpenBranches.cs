using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel.Saga;
using OrleansSaga.Grains.Kernel.Workflow;

namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>Branches whose outcome is open, as branch id and op: what a force stop leaves behind.</summary>
internal static class OpenBranches
{
    public static ImmutableArray<string> Of(TransactionState state)
    {
        // What a workflow does is known from its client's rows alone.
        if (state.Definition.Mode == TransactionMode.Workflow)
            return [.. WorkflowRows.InEffect(state).Select(row => $"{row.BranchId}/{row.Op}")];
        var open = ImmutableArray.CreateBuilder<string>();
        var op = OpName(state);
        for (var i = 0; i < state.Steps.Length; i++)
        {
            if (IsOpen(state, i))
                open.Add($"{state.Definition.BranchId(i)}/{op}");
        }

        return open.ToImmutable();
    }

    private static bool IsOpen(TransactionState state, int branch)
    {
        var step = state.Steps[branch];
        if (state.Status == TransactionStatus.Aborting)
            return SagaPlan.NeedsCompensation(step);
        return state.Definition.Mode switch
        {
            // What a saga has done and nobody undoes is as open as what it may be doing.
            TransactionMode.Saga => step.Action == OpStatus.Succeed || step.Attempts > 0 || (state.Status == TransactionStatus.Submitted && SagaPlan.MayStart(state, branch)),
            // What a message has delivered is as it should be; before the submit nothing was delivered.
            TransactionMode.Message => state.Status == TransactionStatus.Submitted && step.Action != OpStatus.Succeed,
            // The first phase of a registered branch may have run, whoever has heard of it.
            _ => step.Action != OpStatus.Succeed,
        };
    }

    /// <summary>While TCC and XA are prepared, what is open is the first phase, which their client calls (protocol 3.1).</summary>
    private static string OpName(TransactionState state) => (state.Status, state.Definition.Mode) switch
    {
        (TransactionStatus.Prepared, TransactionMode.Tcc) => "try",
        (TransactionStatus.Prepared, TransactionMode.Xa) => "action",
        (TransactionStatus.Aborting, var mode) => WireNames.Of(BranchOps.Backward(mode)),
        var (_, mode) => WireNames.Of(BranchOps.Forward(mode)),
    };
}
