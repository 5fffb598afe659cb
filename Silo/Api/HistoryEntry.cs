using System.ComponentModel;

namespace OrleansSaga.Silo.Api;

/// <summary>One event. Absent fields do not belong to it.</summary>
internal sealed record HistoryEntry
{
    [Description("The record that holds it; several events may share one.")]
    public required int Version { get; init; }

    [Description("When the record was committed, by the database's clock.")]
    public required DateTimeOffset CommittedAt { get; init; }

    [Description("Who asked for it; absent for the coordinator itself.")]
    public string? Actor { get; init; }

    [Description("What happened, such as branch_succeeded.")]
    public required string Event { get; init; }

    [Description("Time of the event, by the coordinator.")]
    public DateTimeOffset? At { get; init; }

    [Description("Status that it led to.")]
    public string? Status { get; init; }

    [Description("Number of the step or registered branch, from 0; absent for a check-back or callback.")]
    public int? Step { get; init; }

    public string? BranchId { get; init; }

    [Description("As the participant sees it: action, compensate, confirm, cancel, commit, rollback, msg (a check-back), or the workflow's name (its callback); of recorded progress what its client called it.")]
    public string? Op { get; init; }

    [Description("Number of the attempt, from 1.")]
    public int? Attempt { get; init; }

    [Description("When the call left.")]
    public DateTimeOffset? StartedAt { get; init; }

    public int? DurationMs { get; init; }

    [Description("HTTP status; 0 when there was no response, or no call.")]
    public int? StatusCode { get; init; }

    [Description("The first 256 characters of the response, or the transport's error.")]
    public string? Response { get; init; }

    [Description("error or ongoing.")]
    public string? Outcome { get; init; }

    [Description("When it is tried again.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("The retry interval before jitter.")]
    public double? IntervalSeconds { get; init; }

    public string? Reason { get; init; }

    [Description("Steps to compensate.")]
    public IReadOnlyList<int>? Compensate { get; init; }

    [Description("Steps that may have taken effect and are left so.")]
    public IReadOnlyList<int>? NotCompensable { get; init; }

    [Description("Branches left open, as branch id and op.")]
    public IReadOnlyList<string>? LeftOpen { get; init; }

    [Description("How many ongoing answers this stands for.")]
    public int? Count { get; init; }

    public DateTimeOffset? FirstAt { get; init; }

    public DateTimeOffset? LastAt { get; init; }
}
