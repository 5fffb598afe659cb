using System.Collections.Immutable;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What only this activation knows of a transaction. Lost in a crash; nothing depends on it being there.</summary>
/// <param name="Epoch">Names the activation.</param>
/// <param name="InFlight">Calls that have been started and not reported.</param>
/// <param name="Held">Successes that unlock nothing and ride in the next record.</param>
/// <param name="HeldSince">When the first of them was held.</param>
/// <param name="Waits">Waits that are not recorded (repeated "ongoing", deferred calls), by step; -1 is the check-back or callback.</param>
/// <param name="Pass">Number of the pass under way, or of the last one.</param>
/// <param name="EndedPass">Number of the last pass that ended.</param>
/// <param name="Stored">The hot state that the journal has.</param>
/// <param name="ActionGraceUntil">Until then a compensation waits for its own action's call to come back; null outside an abort decided by this activation.</param>
public sealed record DriveState(
    long Epoch,
    ImmutableArray<CallInFlight> InFlight,
    ImmutableArray<TransactionEvent> Held,
    DateTimeOffset? HeldSince,
    ImmutableDictionary<int, LocalWait> Waits,
    long Pass,
    long EndedPass,
    HotState Stored,
    DateTimeOffset? ActionGraceUntil)
{
    /// <summary>What first went wrong in the pass; null while nothing has.</summary>
    public PassProblem? Problem { get; init; }

    /// <summary>The drive state of a new activation.</summary>
    public static DriveState New(long epoch, HotState stored) =>
        new(epoch, [], [], null, ImmutableDictionary<int, LocalWait>.Empty, 0, 0, stored, null);

    /// <summary>
    /// The drive state of an activation that has just loaded a transaction. A wait in the hot row may be later than the recorded
    /// ones (repeated "ongoing" answers only move it): nothing starts before it.
    /// </summary>
    public static DriveState Loaded(long epoch, HotState stored, TransactionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var drive = New(epoch, stored);
        if (stored is not { DueKind: DueKind.Wait, DueAt: { } dueAt })
            return drive;
        var waits = drive.Waits.ToBuilder();
        var (first, end) = state.Status == TransactionStatus.Prepared ? (-1, 0) : (0, state.Steps.Length);
        for (var i = first; i < end; i++)
        {
            if (state.StateOf(i) is { DueAt: { } recorded } step && recorded < dueAt)
                waits[i] = new LocalWait(dueAt, step.Attempts, InPass: false, null);
        }

        return drive with { Waits = waits.ToImmutable() };
    }

    /// <summary>Whether a pass is under way.</summary>
    public bool PassRunning => Pass > EndedPass;

    /// <summary>The call in flight of a step and op, or null.</summary>
    public CallInFlight? Find(int step, BranchOp op)
    {
        foreach (var call in InFlight)
        {
            if (call.Step == step && call.Op == op)
                return call;
        }

        return null;
    }
}
