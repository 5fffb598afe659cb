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
