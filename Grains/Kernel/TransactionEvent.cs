using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>Something that happened to a transaction: the closed family that the journal holds. Events carry outcomes, never inputs to compute them from.</summary>
public abstract record TransactionEvent
{
    private protected TransactionEvent()
    {
    }
}

/// <summary>The transaction came to be.</summary>
public sealed record TransactionCreated(TransactionDefinition Definition, TransactionStatus Status) : TransactionEvent;

/// <summary>A prepared transaction was submitted.</summary>
public sealed record TransactionSubmitted(DateTimeOffset At) : TransactionEvent
{
    /// <summary>A message is not delivered before this; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>A client registered a branch of a prepared TCC or XA transaction.</summary>
public sealed record BranchRegistered(StepDefinition Branch, DateTimeOffset At) : TransactionEvent;

/// <summary>A workflow's client recorded progress.</summary>
/// <param name="Progress">The row.</param>
/// <param name="CallbackAt">When the client is asked next if it stays silent; null when it cannot be asked.</param>
public sealed record ProgressRecorded(WorkflowProgress Progress, DateTimeOffset? CallbackAt) : TransactionEvent;

/// <summary>A branch op took effect.</summary>
public sealed record BranchSucceeded(int Step, BranchOp Op, AttemptRecord Attempt) : TransactionEvent;

/// <summary>A saga's action was refused for business reasons, or a message's sender said that it never committed (step -1).</summary>
public sealed record BranchRefused(int Step, AttemptRecord Attempt) : TransactionEvent;

/// <summary>A branch op is to be tried again.</summary>
/// <param name="Step">0-based step number.</param>
/// <param name="Op">What is retried.</param>
/// <param name="Attempt">The attempt that led to it.</param>
/// <param name="Outcome">Error or ongoing.</param>
/// <param name="DueAt">When, jitter included.</param>
/// <param name="IntervalSeconds">The interval before jitter.</param>
/// <param name="CountsAgainstLimit">It used up one of retry_limit, and runs within the pass.</param>
public sealed record RetryScheduled(int Step, BranchOp Op, AttemptRecord Attempt, BranchOutcome Outcome, DateTimeOffset DueAt, double IntervalSeconds, bool CountsAgainstLimit) : TransactionEvent;

/// <summary>A branch op gave up and waits for an operator.</summary>
public sealed record BranchParked(int Step, BranchOp Op, AttemptRecord Attempt, string Reason) : TransactionEvent;

/// <summary>An operator asked to try a waiting or parked branch op now, with a fresh count of attempts.</summary>
public sealed record BranchResumed(int Step, BranchOp Op, DateTimeOffset At) : TransactionEvent;

/// <summary>The decision against the transaction.</summary>
/// <param name="Reason">Why, at most 1,024 characters.</param>
/// <param name="Compensate">Steps to compensate.</param>
/// <param name="NotCompensable">Steps that may have taken effect and are marked as having nothing to undo.</param>
/// <param name="At">When.</param>
public sealed record AbortDecided(string Reason, ImmutableArray<int> Compensate, ImmutableArray<int> NotCompensable, DateTimeOffset At) : TransactionEvent;

/// <summary>The transaction reached its end.</summary>
public sealed record TransactionFinished(TransactionStatus Status, DateTimeOffset At) : TransactionEvent
{
    /// <summary>Why it failed, where no abort decision has said so; null otherwise.</summary>
    public string? RollbackReason { get; init; }

    /// <summary>A workflow's result (base64 text as sent); null when there is none.</summary>
    public string? Result { get; init; }
}

/// <summary>An operator ended the transaction as failed, leaving branches open.</summary>
/// <param name="At">When.</param>
/// <param name="OpenBranches">What was left, as branch id and op, such as <c>02/action</c>.</param>
public sealed record TransactionForceStopped(DateTimeOffset At, ImmutableArray<string> OpenBranches) : TransactionEvent;

/// <summary>The whole transaction waits for an operator, because a silo could not read its journal or the store refused its record.</summary>
public sealed record TransactionParked(string Reason, DateTimeOffset At) : TransactionEvent;

/// <summary>An operator lets a parked transaction go on.</summary>
public sealed record TransactionResumed(DateTimeOffset At) : TransactionEvent;

/// <summary>"Ongoing" answers that were not recorded one by one. Rides in the branch's next record; changes nothing.</summary>
/// <param name="Step">0-based step number.</param>
/// <param name="Op">What was called.</param>
/// <param name="Count">How many answers, 1 or more.</param>
/// <param name="FirstAt">Time of the first.</param>
/// <param name="LastAt">Time of the last.</param>
public sealed record OngoingRepeated(int Step, BranchOp Op, int Count, DateTimeOffset FirstAt, DateTimeOffset LastAt) : TransactionEvent;

/// <summary>The whole state at this point, but for the definition: loading reads record 1 and then goes on from here.</summary>
public sealed record TransactionSnapshot(
    TransactionStatus Status,
    ImmutableArray<StepState> Steps,
    string? RollbackReason,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    long RetriesUsed,
    string? ParkedReason,
    ImmutableArray<string> LeftOpen) : TransactionEvent
{
    /// <summary>Branches that were registered after the creation; empty in modes that know all theirs from the start.</summary>
    public ImmutableArray<StepDefinition> Registered { get; init; } = [];

    /// <summary>State of the check-back or callback.</summary>
    public StepState Callback { get; init; } = StepState.Initial;

    /// <summary>Recorded progress of a workflow.</summary>
    public ImmutableArray<WorkflowProgress> Progresses { get; init; } = [];

    /// <summary>A workflow's result.</summary>
    public string? Result { get; init; }

    /// <summary>A submitted message is not delivered before this.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The snapshot of <paramref name="state"/>.</summary>
    public static TransactionSnapshot Of(TransactionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new(state.Status, state.Steps, state.RollbackReason, state.UpdatedAt, state.FinishedAt, state.RetriesUsed, state.ParkedReason, state.LeftOpen)
        {
            Registered = state.Definition.Mode is TransactionMode.Tcc or TransactionMode.Xa ? state.Definition.Steps : [],
            Callback = state.Callback,
            Progresses = state.Progresses,
            Result = state.Result,
            NotBefore = state.NotBefore,
        };
    }
}

/// <summary>One attempt at a branch op.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="StartedAt">When the call left.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="StatusCode">HTTP status; 0 when there was no response.</param>
/// <param name="Excerpt">The beginning of the response.</param>
public sealed record AttemptRecord(int Number, DateTimeOffset StartedAt, int DurationMs, int StatusCode, string Excerpt);
