using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>The order of a saga, told once more and as plainly as can be, for the invariants to compare with.</summary>
internal static class SagaModel
{
    /// <summary>Steps that must have succeeded before <paramref name="step"/>'s action.</summary>
    public static IEnumerable<int> Before(TransactionDefinition definition, int step) =>
        definition.Concurrent ? definition.Steps[step].After : definition.Steps[step].After.Union(Enumerable.Range(0, step));

    /// <summary>Every step that comes after <paramref name="step"/>, directly or not.</summary>
    public static IEnumerable<int> AfterAll(TransactionDefinition definition, int step)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([step]);
        while (open.TryPop(out var one))
        {
            for (var later = 0; later < definition.Steps.Length; later++)
            {
                if (Before(definition, later).Contains(one) && found.Add(later))
                    open.Push(later);
            }
        }

        return found;
    }

    /// <summary>Listed for compensation and not compensated.</summary>
    public static bool IsOpen(StepState step) => step is { CompensationNeeded: true, Compensate: OpStatus.Prepared };

    /// <summary>Whether the step's present op has still to end.</summary>
    public static bool IsUnfinished(TransactionState state, int step) =>
        state.Status == TransactionStatus.Aborting ? IsOpen(state.Steps[step]) : state.Steps[step].Action == OpStatus.Prepared;

    /// <summary>Every branch that could move is parked, and no timeout is to come.</summary>
    public static bool OnlyPeopleCanMove(TransactionState state)
    {
        if (state.ParkedReason is not null)
            return true;
        if (state.Status == TransactionStatus.Submitted && state.Definition.TimeoutAt is not null)
            return false;
        var movable = Enumerable.Range(0, state.Steps.Length).Where(step => IsUnfinished(state, step) && IsItsTurn(state, step));
        return movable.All(step => state.Steps[step].ParkedReason is not null);
    }

    /// <summary>Whether some unfinished branch waits within the pass.</summary>
    public static bool WaitsWithinPass(TransactionState state, DriveState drive, DateTimeOffset now) =>
        Enumerable.Range(0, state.Steps.Length).Any(step => IsUnfinished(state, step)
            && (drive.Waits.TryGetValue(step, out var wait) ? wait.InPass && wait.DueAt > now : state.Steps[step] is { InPass: true } waiting && waiting.DueAt > now));

    private static bool IsItsTurn(TransactionState state, int step) =>
        state.Status == TransactionStatus.Aborting
            ? AfterAll(state.Definition, step).All(later => !IsOpen(state.Steps[later]))
            : Before(state.Definition, step).All(before => state.Steps[before].Action == OpStatus.Succeed);
}
