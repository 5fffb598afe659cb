namespace OrleansSaga.Grains.Kernel;

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
