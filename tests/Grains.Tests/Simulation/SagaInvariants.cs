using System.Diagnostics.CodeAnalysis;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>What must hold at every decision, call and schedule. Knows nothing of the kernel's own plan.</summary>
internal static class SagaInvariants
{
    /// <summary>Checks a decision before anything is made of it (promises 1, 2 and 9).</summary>
    public static void Decided(TransactionState? before, TransactionInput input, Decision decision, DateTimeOffset now)
    {
        if (decision.Refusal is not null)
            Require(decision.Events.IsEmpty && decision.Calls.IsEmpty, "A refusal changes nothing.");
        if (before is { IsFinal: true })
            Require(decision.Events.IsEmpty && decision.Calls.IsEmpty, "Promise 9: a finished transaction does nothing.");
        if (before is { IsFinal: true } && input is SubmitInput)
            Require(decision.Refusal?.Code == ReplyCode.WrongState, "A finished transaction refuses a submit.");
        Require(Same(Evolver.Evolve(before, decision.Events), decision.State), "Decide's state is that of its events.");
        CheckEvents(before, decision);
        if (decision.State is { } state && decision.Refusal is null)
            CheckPass(state, decision.Drive, now);
    }

    /// <summary>Checks a call before it leaves (promises 2, 9, and the order of compensation). <paramref name="durable"/> is what the journal says.</summary>
    public static void Called(TransactionState durable, CallInFlight call)
    {
        var step = durable.Steps[call.Step];
        Require(step.ParkedReason is null && durable.ParkedReason is null, "A parked branch is not called.");
        if (call.Op == BranchOp.Action)
        {
            Require(durable.Status == TransactionStatus.Submitted, "Promise 2: no action is called once the abort decision is durable.");
            Require(step.Action == OpStatus.Prepared, "A finished action is not called.");
            Require(SagaModel.Before(durable.Definition, call.Step).All(before => durable.Steps[before].Action == OpStatus.Succeed), "An action waits for those before it.");
        }
        else
        {
            Require(durable.Status == TransactionStatus.Aborting, "No compensation is called before the abort decision is durable.");
            Require(SagaModel.IsOpen(step), "Only what is listed and open is compensated.");
            Require(SagaModel.AfterAll(durable.Definition, call.Step).All(later => !SagaModel.IsOpen(durable.Steps[later])), "A compensation waits for those of the later steps.");
        }
    }

    /// <summary>Checks due time and timer.</summary>
    public static void Scheduled(TransactionState state, DriveState drive, Schedule schedule, DateTimeOffset now)
    {
        Require(schedule.TickAt is null || schedule.TickAt > now, $"The timer lies in the future, not at {schedule.TickAt}.");
        Require(schedule.Hot.Status == state.Status, "The hot row has the status.");
        Require(schedule.Hot.DueAt is null == (schedule.Hot.DueKind == DueKind.None), "Due time and kind go together.");
        if (state.IsFinal || state.Status == TransactionStatus.Prepared)
            Require(schedule.Hot.DueAt is null, "Nothing is due.");
        else if (schedule.Hot.DueAt is null)
            Require(drive.InFlight.IsEmpty && drive.Held.IsEmpty && SagaModel.OnlyPeopleCanMove(state), "Something is due while time alone can move the saga.");
        else
            Require(schedule.Hot.DueAt > now && schedule.TickAt <= schedule.Hot.DueAt, "Due times lie ahead, and the activation looks before the index does.");
        Require(drive.InFlight.IsEmpty || schedule.Hot.DueKind == DueKind.Guard || state.IsFinal, "What is in flight is guarded.");
    }

    /// <summary>Structural equality of two states.</summary>
    public static bool Same(TransactionState? a, TransactionState? b)
    {
        if (a is null || b is null)
            return a is null && b is null;
        return a with { Steps = default, LeftOpen = default } == b with { Steps = default, LeftOpen = default }
            && a.Steps.SequenceEqual(b.Steps) && a.LeftOpen.SequenceEqual(b.LeftOpen);
    }

    public static void Require([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds)
            throw new InvariantBrokenException(rule);
    }

    // What a crash keeps from the journal is decided again: promise 1 is about the journal and checked there as well.
    private static void CheckEvents(TransactionState? before, Decision decision)
    {
        var aborted = before?.Status == TransactionStatus.Aborting;
        foreach (var happened in decision.Events)
        {
            switch (happened)
            {
                case AbortDecided:
                    Require(!aborted, "Promise 1: there is one abort decision.");
                    aborted = true;
                    break;
                case BranchSucceeded { Op: BranchOp.Action } or BranchRefused:
                    Require(!aborted, "Promise 2: nothing forward is recorded after the abort decision.");
                    break;
                case TransactionFinished e:
                    Require(e.Status == (aborted ? TransactionStatus.Failed : TransactionStatus.Succeed), "Promise 1: the end is that of the decision.");
                    break;
            }
        }
    }

    private static void CheckPass(TransactionState state, DriveState drive, DateTimeOffset now)
    {
        Require(drive.EndedPass <= drive.Pass && drive.Pass <= drive.EndedPass + 1, "Passes follow one another.");
        Require(!state.IsFinal || !drive.PassRunning, "The end ends the pass.");
        Require(drive.InFlight.IsEmpty || drive.PassRunning, "Calls belong to a pass.");
        Require(!drive.PassRunning || !drive.InFlight.IsEmpty || SagaModel.WaitsWithinPass(state, drive, now), "A pass with nothing to do has ended.");
        foreach (var step in drive.Waits.Keys)
            Require(SagaModel.IsUnfinished(state, step), "Nobody waits for a finished branch.");
    }
}

/// <summary>A rule does not hold.</summary>
internal sealed class InvariantBrokenException(string rule) : Exception(rule);
