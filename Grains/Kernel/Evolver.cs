using System.Collections.Immutable;
using System.Diagnostics;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Applies events to states. Total: it never refuses and never computes what an event did not say.</summary>
public static class Evolver
{
    /// <summary>Applies events in order.</summary>
    public static TransactionState? Evolve(TransactionState? state, IReadOnlyList<TransactionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        for (var i = 0; i < events.Count; i++)
            state = Evolve(state, events[i]);
        return state;
    }

    /// <summary>Applies one event. Only a creation may come first.</summary>
    public static TransactionState Evolve(TransactionState? state, TransactionEvent happened) => happened switch
    {
        TransactionCreated e => Create(e),
        _ when state is null => throw new UnreachableException($"{happened.GetType().Name} without a creation before it."),
        TransactionSnapshot e => Restore(state.Definition, e),
        TransactionSubmitted e => state with { Status = TransactionStatus.Submitted, NotBefore = e.NotBefore, UpdatedAt = e.At },
        BranchRegistered e => Register(state, e),
        ProgressRecorded e => Record(state, e),
        BranchSucceeded e => Succeed(state, e),
        BranchRefused e => Step(state, e.Step, e.Attempt, step => Ended(step, BranchOp.Action, OpStatus.Failed, e.Attempt, BranchOutcome.Failure)),
        RetryScheduled e => Retry(state, e),
        BranchParked e => Step(state, e.Step, e.Attempt, step => step with { Attempts = e.Attempt.Number, DueAt = null, InPass = false, ParkedReason = e.Reason, LastOutcome = BranchOutcome.Error }),
        BranchResumed e when e.Op != state.CurrentOp => state,
        BranchResumed e => Set(state, e.Step, state.StateOf(e.Step) with { DueAt = null, Errors = 0, IntervalSeconds = 0, InPass = false, ParkedReason = null }) with { UpdatedAt = e.At },
        AbortDecided e => Abort(state, e),
        TransactionFinished e => state with
        {
            Status = e.Status,
            RollbackReason = e.RollbackReason ?? state.RollbackReason,
            Result = e.Result ?? state.Result,
            UpdatedAt = e.At,
            FinishedAt = e.At,
        },
        TransactionForceStopped e => state with { Status = TransactionStatus.Failed, UpdatedAt = e.At, FinishedAt = e.At, LeftOpen = e.OpenBranches },
        TransactionParked e => state with { ParkedReason = e.Reason, UpdatedAt = e.At },
        TransactionResumed e => state with { ParkedReason = null, UpdatedAt = e.At },
        OngoingRepeated => state,
        _ => throw new UnreachableException($"No rule for {happened.GetType().Name}."),
    };

    /// <summary>How many errors an op has after one more outcome: what was answered "ongoing" is no error, and a check-back starts anew with it.</summary>
    internal static int ErrorsAfter(StepState step, BranchOp op, BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.Ongoing => op == BranchOp.QueryPrepared ? 0 : step.Errors,
        _ => step.Errors + 1,
    };

    private static TransactionState Create(TransactionCreated e)
    {
        var steps = ImmutableArray.CreateBuilder<StepState>(e.Definition.Steps.Length);
        for (var i = 0; i < e.Definition.Steps.Length; i++)
            steps.Add(StepState.Initial);
        return new(e.Definition, e.Status, steps.MoveToImmutable(), null, e.Definition.CreatedAt, null, e.Definition.Options.RetryCount, null, [])
        {
            NotBefore = e.Status == TransactionStatus.Submitted && e.Definition.DelaySeconds > 0 ? e.Definition.CreatedAt.AddSeconds(e.Definition.DelaySeconds) : null,
        };
    }

    private static TransactionState Restore(TransactionDefinition definition, TransactionSnapshot e) =>
        new(e.Registered.IsEmpty ? definition : definition with { Steps = e.Registered }, e.Status, e.Steps, e.RollbackReason, e.UpdatedAt, e.FinishedAt, e.RetriesUsed, e.ParkedReason, e.LeftOpen)
        {
            Callback = e.Callback,
            Progresses = e.Progresses,
            Result = e.Result,
            NotBefore = e.NotBefore,
        };

    private static TransactionState Register(TransactionState state, BranchRegistered e) => state with
    {
        Definition = state.Definition with { Steps = state.Definition.Steps.Add(e.Branch) },
        Steps = state.Steps.Add(StepState.Initial),
        UpdatedAt = e.At,
    };

    // Who records is alive: the callback waits its base interval from now again.
    private static TransactionState Record(TransactionState state, ProgressRecorded e) => state with
    {
        Progresses = state.Progresses.Add(e.Progress),
        Callback = state.Callback with { Errors = 0, DueAt = e.CallbackAt },
        UpdatedAt = e.Progress.At,
    };

    private static TransactionState Succeed(TransactionState state, BranchSucceeded e) =>
        Step(state, e.Step, e.Attempt, step => Ended(step, e.Op, OpStatus.Succeed, e.Attempt, BranchOutcome.Success));

    private static StepState Ended(StepState step, BranchOp op, OpStatus status, AttemptRecord attempt, BranchOutcome outcome)
    {
        var ended = step with { Attempts = attempt.Number, DueAt = null, InPass = false, ParkedReason = null, LastOutcome = outcome };
        var at = EndOf(attempt);
        return op.IsBackward() ? ended with { Compensate = status, CompensateEndedAt = at } : ended with { Action = status, ActionEndedAt = at };
    }

    private static TransactionState Retry(TransactionState state, RetryScheduled e)
    {
        var next = Step(state, e.Step, e.Attempt, step => step with
        {
            Attempts = e.Attempt.Number,
            Errors = ErrorsAfter(step, e.Op, e.Outcome),
            DueAt = e.DueAt,
            IntervalSeconds = e.IntervalSeconds,
            LastOutcome = e.Outcome,
            InPass = e.CountsAgainstLimit,
        });
        return e.CountsAgainstLimit ? next with { RetriesUsed = state.RetriesUsed + 1 } : next;
    }

    private static TransactionState Abort(TransactionState state, AbortDecided e)
    {
        var steps = state.Steps.ToBuilder();
        for (var i = 0; i < steps.Count; i++)
            steps[i] = steps[i].FreshOp();
        foreach (var step in e.Compensate)
            steps[step] = steps[step] with { CompensationNeeded = true };
        foreach (var step in e.NotCompensable)
            steps[step] = steps[step] with { NotCompensable = true };
        return state with { Status = TransactionStatus.Aborting, Steps = steps.ToImmutable(), RollbackReason = e.Reason, UpdatedAt = e.At };
    }

    private static TransactionState Step(TransactionState state, int step, AttemptRecord attempt, Func<StepState, StepState> change)
    {
        var at = EndOf(attempt);
        return Set(state, step, change(state.StateOf(step))) with { UpdatedAt = at > state.UpdatedAt ? at : state.UpdatedAt };
    }

    private static TransactionState Set(TransactionState state, int step, StepState next) =>
        step < 0 ? state with { Callback = next } : state with { Steps = state.Steps.SetItem(step, next) };

    private static DateTimeOffset EndOf(AttemptRecord attempt) => attempt.StartedAt.AddMilliseconds(attempt.DurationMs);
}
