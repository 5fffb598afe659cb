using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>Which steps may move, from the definition's order and what has happened (protocol 4.1).</summary>
internal static class SagaPlan
{
    /// <summary>Whether everything that must come before the action of <paramref name="step"/> has succeeded.</summary>
    public static bool MayStart(TransactionState state, int step)
    {
        if (state.Steps[step].Action != OpStatus.Prepared)
            return false;
        if (!state.Definition.Concurrent && step > 0 && state.Steps[step - 1].Action != OpStatus.Succeed)
            return false;
        foreach (var before in state.Definition.Steps[step].After)
        {
            if (state.Steps[before].Action != OpStatus.Succeed)
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether everything that came after <paramref name="step"/> is rolled back: sequentially the next step, and in any case every
    /// step whose orders name it. <paramref name="dependants"/> lists those, by step; <paramref name="known"/> keeps answers while
    /// the state stays the same (or is only further rolled back), one place a step, null at first.
    /// </summary>
    public static bool MayCompensate(TransactionState state, int step, ImmutableArray<ImmutableArray<int>> dependants, bool?[] known)
    {
        if (!NeedsCompensation(state.Steps[step]))
            return false;
        if (!state.Definition.Concurrent && !LaterAreRolledBack(state, step))
            return false;
        return !DependantIsOpen(state, step, dependants, known);
    }

    /// <summary>Whether the step is listed for compensation and not yet compensated.</summary>
    public static bool NeedsCompensation(StepState step) => step.CompensationNeeded && step.Compensate != OpStatus.Succeed;

    /// <summary>For each step those whose orders name it.</summary>
    public static ImmutableArray<ImmutableArray<int>> Dependants(TransactionDefinition definition)
    {
        var lists = new List<int>?[definition.Steps.Length];
        for (var i = 0; i < lists.Length; i++)
        {
            foreach (var before in definition.Steps[i].After)
                (lists[before] ??= []).Add(i);
        }

        return [.. lists.Select(list => list is null ? ImmutableArray<int>.Empty : [.. list])];
    }

    /// <summary>
    /// The steps that an abort decision must list: succeeded, refused, tried, or possibly started by an activation that died,
    /// which is every step that may start now.
    /// </summary>
    public static (ImmutableArray<int> Compensate, ImmutableArray<int> NotCompensable) Undo(TransactionState state)
    {
        var compensate = ImmutableArray.CreateBuilder<int>();
        var notCompensable = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < state.Steps.Length; i++)
        {
            var step = state.Steps[i];
            if (step.Action == OpStatus.Prepared && step.Attempts == 0 && !MayStart(state, i))
                continue;
            (state.Definition.Steps[i].Policy.NonCompensable ? notCompensable : compensate).Add(i);
        }

        return (compensate.ToImmutable(), notCompensable.ToImmutable());
    }

    // A step with nothing to undo still lies between those before and those after it: what came after it is looked at in its place.
    private static bool DependantIsOpen(TransactionState state, int step, ImmutableArray<ImmutableArray<int>> dependants, bool?[] known)
    {
        if (known[step] is { } answer)
            return answer;
        var open = false;
        foreach (var later in dependants[step])
            open |= NeedsCompensation(state.Steps[later]) || (state.Steps[later].NotCompensable && DependantIsOpen(state, later, dependants, known));
        known[step] = open;
        return open;
    }

    // In a sequential saga the steps run one after another, so the next listed one is the only one that can still be open.
    private static bool LaterAreRolledBack(TransactionState state, int step)
    {
        for (var later = step + 1; later < state.Steps.Length; later++)
        {
            if (NeedsCompensation(state.Steps[later]))
                return false;
        }

        return true;
    }
}
