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

    /// <summary>The op that a step is working at in the present status.</summary>
    public BranchOp CurrentOp => Status == TransactionStatus.Aborting ? BranchOp.Compensate : BranchOp.Action;
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
/// <param name="Action">Status of the action.</param>
/// <param name="Compensate">Status of the compensation.</param>
/// <param name="CompensationNeeded">The abort decision lists it.</param>
/// <param name="NotCompensable">The abort decision lists it as having nothing to undo.</param>
/// <param name="Attempts">Recorded attempts of the current op.</param>
/// <param name="Errors">Attempts that ended in an error, since the op began or was resumed.</param>
/// <param name="DueAt">Not before this; null: at once.</param>
/// <param name="IntervalSeconds">The interval that led to it, before jitter; 0 when there was none.</param>
/// <param name="LastOutcome">Outcome of the last recorded attempt; null when there was none.</param>
/// <param name="InPass">The retry belongs to the pass (retry_limit).</param>
/// <param name="ParkedReason">Why it waits for an operator; null when it does not.</param>
/// <param name="ActionEndedAt">When the action ended.</param>
/// <param name="CompensateEndedAt">When the compensation ended.</param>
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
