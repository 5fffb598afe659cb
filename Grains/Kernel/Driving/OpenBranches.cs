using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel.Saga;

namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>Branches whose outcome is open, as branch id and op: what a force stop leaves behind.</summary>
internal static class OpenBranches
{
    public static ImmutableArray<string> Of(TransactionState state)
    {
        var open = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < state.Steps.Length; i++)
        {
            if (IsOpen(state, i))
                open.Add($"{state.Definition.BranchId(i)}/{WireNames.Of(state.Status == TransactionStatus.Aborting ? state.CurrentOp : BranchOps.Forward(state.Definition.Mode))}");
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
            TransactionMode.Message => state.Status == TransactionStatus.Submitted && step.Action != OpStatus.Succeed,
            // The tries of registered branches may have run.
            _ => step.Action != OpStatus.Succeed,
        };
    }
}
