using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What the journal says about a transaction. Changes by <see cref="Evolver"/> alone.</summary>
/// <param name="Definition">What it was created with.</param>
/// <param name="Status">Wire status.</param>
/// <param name="Steps">State of each step.</param>
/// <param name="RollbackReason">Why it rolls back; null while it does not.</param>
/// <param name="UpdatedAt">Time of the last event.</param>
/// <param name="FinishedAt">End time; null while unfinished.</param>
/// <param name="RetriesUsed">How much of retry_limit is used up.</param>
/// <param name="ParkedReason">Why the whole transaction is parked; null when it is not.</param>
/// <param name="LeftOpen">What a force stop left open, as branch id and op; empty when there was none.</param>
public sealed record TransactionState(
    TransactionDefinition Definition,
    TransactionStatus Status,
    ImmutableArray<StepState> Steps,
    string? RollbackReason,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    long RetriesUsed,
    string? ParkedReason,
    ImmutableArray<string> LeftOpen)
{
    /// <summary>State of the check-back (message) or callback (workflow), which stand as step -1 in events and stamps.</summary>
    public StepState Callback { get; init; } = StepState.Initial;

    /// <summary>Progress that a workflow's client has recorded, in order.</summary>
    public ImmutableArray<WorkflowProgress> Progresses { get; init; } = [];

    /// <summary>A workflow's result as its client sent it (base64 text); null when there is none.</summary>
    public string? Result { get; init; }

    /// <summary>A submitted message is not delivered before this; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>While prepared: when the transaction times out, or its client is asked next. Null: it is left to its client.</summary>
    public DateTimeOffset? CallbackAt => Callback.DueAt ?? Definition.PreparedUntil;

    /// <summary>State of a branch; -1 is the check-back or callback.</summary>
    public StepState StateOf(int step) => step < 0 ? Callback : Steps[step];

    /// <summary>Whether the transaction has reached its end.</summary>
    public bool IsFinal => Status is TransactionStatus.Succeed or TransactionStatus.Failed;

    /// <summary>How many branches, or the transaction itself, wait for an operator.</summary>
    public int ParkedBranches
    {
        get
        {
            if (IsFinal)
                return 0;
            var count = ParkedReason is null ? 0 : 1;
            foreach (var step in Steps)
                count += step.ParkedReason is null ? 0 : 1;
            return count;
        }
    }

    /// <summary>The op that branches are working at in the present status; while prepared, the op of the check-back or callback.</summary>
    public BranchOp CurrentOp => (Status, Definition.Mode) switch
    {
        (TransactionStatus.Aborting, var mode) => BranchOps.Backward(mode),
        (TransactionStatus.Prepared, TransactionMode.Message) => BranchOp.QueryPrepared,
        (TransactionStatus.Prepared, TransactionMode.Workflow) => BranchOp.Callback,
        var (_, mode) => BranchOps.Forward(mode),
    };
}

/// <summary>Status of one op of one step; wire names prepared, succeed, failed. The numbers are stored.</summary>
public enum OpStatus
{
    /// <summary>Not known to have ended.</summary>
    Prepared = 1,

    /// <summary>Took effect.</summary>
    Succeed = 2,

    /// <summary>Refused.</summary>
    Failed = 3,
}

/// <summary>State of one step. Attempts, errors, due time and parking are those of the current op.</summary>
/// <param name="Action">Status of the forward op (action, confirm, commit).</param>
/// <param name="Compensate">Status of the backward op (compensate, cancel, rollback).</param>
/// <param name="CompensationNeeded">The abort decision lists it.</param>
/// <param name="NotCompensable">The abort decision lists it as having nothing to undo.</param>
/// <param name="Attempts">Recorded attempts of the current op.</param>
/// <param name="Errors">Attempts that ended in an error, since the op began or was resumed.</param>
/// <param name="DueAt">Not before this; null: at once.</param>
/// <param name="IntervalSeconds">The interval that led to it, before jitter; 0 when there was none.</param>
/// <param name="LastOutcome">Outcome of the last recorded attempt; null when there was none.</param>
/// <param name="InPass">The retry belongs to the pass (retry_limit).</param>
/// <param name="ParkedReason">Why it waits for an operator; null when it does not.</param>
/// <param name="ActionEndedAt">When the forward op ended.</param>
/// <param name="CompensateEndedAt">When the backward op ended.</param>
public sealed record StepState(
    OpStatus Action,
    OpStatus Compensate,
    bool CompensationNeeded,
    bool NotCompensable,
    int Attempts,
    int Errors,
    DateTimeOffset? DueAt,
    double IntervalSeconds,
    BranchOutcome? LastOutcome,
    bool InPass,
    string? ParkedReason,
    DateTimeOffset? ActionEndedAt,
    DateTimeOffset? CompensateEndedAt)
{
    /// <summary>A step that nobody has touched.</summary>
    public static StepState Initial { get; } = new(OpStatus.Prepared, OpStatus.Prepared, false, false, 0, 0, null, 0, null, false, null, null, null);

    /// <summary>The same step at the start of its next op.</summary>
    public StepState FreshOp() => this with { Attempts = 0, Errors = 0, DueAt = null, IntervalSeconds = 0, LastOutcome = null, InPass = false, ParkedReason = null };
}
