using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>Readings of a saga's state.</summary>
public static class SagaView
{
    /// <summary>Branches whose outcome is open, as branch id and op: what a force stop leaves behind.</summary>
    public static ImmutableArray<string> OpenBranches(TransactionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var open = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < state.Steps.Length; i++)
        {
            var isOpen = state.Status == TransactionStatus.Aborting
                ? SagaPlan.NeedsCompensation(state.Steps[i])
                : state.Steps[i].Action == OpStatus.Succeed || state.Steps[i].Attempts > 0 || (state.Status == TransactionStatus.Submitted && SagaPlan.MayStart(state, i));
            if (isOpen)
                open.Add($"{TransactionDefinition.BranchId(i)}/{WireNames.Of(state.CurrentOp)}");
        }

        return open.ToImmutable();
    }
}
