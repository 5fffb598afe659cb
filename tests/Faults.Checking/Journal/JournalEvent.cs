namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>What a record says, as far as a check needs it.</summary>
internal abstract record JournalEvent
{
    /// <summary>For sentences.</summary>
    public string Name => GetType().Name;
}

internal sealed record Created(string Gid, Guid Instance, Mode Mode, Status Status) : JournalEvent
{
    public IReadOnlyList<BranchDefinition> Steps { get; init; } = [];

    /// <summary>Check-back or callback URL.</summary>
    public string QueryPrepared { get; init; } = "";

    public bool Concurrent { get; init; }
}

internal sealed record Submitted : JournalEvent;

internal sealed record Registered(BranchDefinition Branch) : JournalEvent;

internal sealed record Progress(string BranchId, string Op, OpStatus Status) : JournalEvent;

/// <summary>Something that was tried on a branch; step -1 is the check-back or callback.</summary>
internal abstract record Tried(int Step, Op Op, int Attempt) : JournalEvent;

internal sealed record Succeeded(int Step, Op Op, int Attempt = 1) : Tried(Step, Op, Attempt);

internal sealed record Refused(int Step, int Attempt = 1) : Tried(Step, Step < 0 ? Op.QueryPrepared : Op.Action, Attempt);

internal sealed record Retry(int Step, Op Op, int Attempt = 1) : Tried(Step, Op, Attempt);

internal sealed record Parked(int Step, Op Op, string Reason, int Attempt = 1) : Tried(Step, Op, Attempt);

internal sealed record Resumed(int Step, Op Op) : JournalEvent;

internal sealed record AbortDecided(IReadOnlyList<int> Compensate, IReadOnlyList<int> NotCompensable) : JournalEvent;

internal sealed record Finished(Status Status) : JournalEvent;

internal sealed record ForceStopped(IReadOnlyList<string> OpenBranches) : JournalEvent;

internal sealed record WholeParked(string Reason) : JournalEvent;

internal sealed record WholeResumed : JournalEvent;

internal sealed record Ongoing(int Step, Op Op, int Count) : JournalEvent;

internal sealed record Snapshot(Status Status, IReadOnlyList<(OpStatus Forward, OpStatus Backward)> Steps, int Progresses) : JournalEvent;

/// <summary>An event of a kind that was added after this check was written.</summary>
internal sealed record UnknownEvent(int Field) : JournalEvent;

/// <summary>One branch as its client defined it.</summary>
internal sealed record BranchDefinition(string Id, string Forward, string Backward)
{
    public IReadOnlyList<int> After { get; init; } = [];

    public ReadOnlyMemory<byte> Payload { get; init; }
}
