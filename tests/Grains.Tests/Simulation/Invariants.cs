using System.Diagnostics.CodeAnalysis;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What must hold at every decision, call and schedule, whatever the mode. Knows nothing of the kernel's own plan.</summary>
internal abstract class Invariants
{
    /// <summary>Checks a decision before anything is made of it (promises 1, 2 and 9).</summary>
    public void Decided(TransactionState? before, TransactionInput input, Decision decision, DateTimeOffset now)
    {
        if (decision.Refusal is not null)
            Require(decision.Events.IsEmpty && decision.Calls.IsEmpty, "A refusal changes nothing.");
        if (before is { IsFinal: true })
            Require(decision.Events.IsEmpty && decision.Calls.IsEmpty, "Promise 9: a finished transaction does nothing.");
        if (before is { IsFinal: true } && RefusesAfterTheEnd(before, input))
            Require(decision.Refusal?.Code == ReplyCode.WrongState, "A finished transaction refuses to begin again.");
        Require(Same(Evolver.Evolve(before, decision.Events), decision.State), "Decide's state is that of its events.");
        CheckEvents(before, decision);
        if (decision.State is { } state && decision.Refusal is null)
            CheckPass(state, decision.Drive, now);
    }

    /// <summary>Checks a call before it leaves (promises 2 and 9, and the order). <paramref name="durable"/> is what the journal says.</summary>
    public abstract void Called(TransactionState durable, DriveState drive, CallInFlight call, DateTimeOffset now);

    /// <summary>Checks due time and timer.</summary>
    public void Scheduled(TransactionState state, DriveState drive, Schedule schedule, DateTimeOffset now)
    {
        Require(schedule.TickAt is null || schedule.TickAt > now, $"The timer lies in the future, not at {schedule.TickAt}.");
        Require(schedule.Hot.Status == state.Status, "The hot row has the status.");
        Require(schedule.Hot.DueAt is null == (schedule.Hot.DueKind == DueKind.None), "Due time and kind go together.");
        if (state.IsFinal || IsLeftToItsClient(state))
            Require(schedule.Hot.DueAt is null, "Nothing is due.");
        else if (schedule.Hot.DueAt is null)
            Require(drive.InFlight.IsEmpty && drive.Held.IsEmpty && OnlyPeopleCanMove(state), "Something is due while time alone can move the transaction.");
        else
            Require(schedule.Hot.DueAt > now && schedule.TickAt <= schedule.Hot.DueAt, "Due times lie ahead, and the activation looks before the index does.");
        Require(drive.InFlight.IsEmpty || schedule.Hot.DueKind == DueKind.Guard || state.IsFinal, "What is in flight is guarded.");
    }

    /// <summary>Structural equality of two states.</summary>
    public static bool Same(TransactionState? a, TransactionState? b)
    {
        if (a is null || b is null)
            return a is null && b is null;
        return Scalars(a) == Scalars(b)
            && a.Steps.SequenceEqual(b.Steps) && a.LeftOpen.SequenceEqual(b.LeftOpen)
            && a.Progresses.SequenceEqual(b.Progresses) && a.Definition.Steps.SequenceEqual(b.Definition.Steps);
    }

    public static void Require([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds)
            throw new InvariantBrokenException(rule);
    }

    /// <summary>Whether a finished transaction refuses the input.</summary>
    protected abstract bool RefusesAfterTheEnd(TransactionState state, TransactionInput input);

    /// <summary>Whether only a call of the client moves the transaction: it must not be due.</summary>
    protected abstract bool IsLeftToItsClient(TransactionState state);

    /// <summary>Whether nothing but an operator moves it.</summary>
    protected abstract bool OnlyPeopleCanMove(TransactionState state);

    /// <summary>Whether something waits within the pass.</summary>
    protected abstract bool WaitsWithinPass(TransactionState state, DriveState drive, DateTimeOffset now);

    /// <summary>Whether the present op of a branch (-1: check-back or callback) has still to end.</summary>
    protected abstract bool IsUnfinished(TransactionState state, int step);

    /// <summary>Checks the events of a decision against the state before it.</summary>
    protected abstract void CheckEvents(TransactionState? before, Decision decision);

    private void CheckPass(TransactionState state, DriveState drive, DateTimeOffset now)
    {
        Require(drive.EndedPass <= drive.Pass && drive.Pass <= drive.EndedPass + 1, "Passes follow one another.");
        Require(!state.IsFinal || !drive.PassRunning, "The end ends the pass.");
        Require(drive.InFlight.IsEmpty || drive.PassRunning, "Calls belong to a pass.");
        Require(!drive.PassRunning || !drive.InFlight.IsEmpty || WaitsWithinPass(state, drive, now), "A pass with nothing to do has ended.");
        foreach (var step in drive.Waits.Keys)
            Require(IsUnfinished(state, step), "Nobody waits for a finished branch.");
    }

    // The rest is in collections, which records compare by reference.
    private static TransactionState Scalars(TransactionState state) =>
        state with { Steps = default, LeftOpen = default, Progresses = default, Definition = state.Definition with { Steps = default } };
}

/// <summary>A rule does not hold.</summary>
internal sealed class InvariantBrokenException(string rule) : Exception(rule);
