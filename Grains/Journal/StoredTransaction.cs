namespace OrleansSaga.Grains.Journal;

/// <summary>What the journal holds of one gid.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Version">Version of the newest record.</param>
/// <param name="Hot">The hot row.</param>
/// <param name="Records">Record 1, then the records from the latest snapshot on, oldest first; empty for a tombstone.</param>
/// <param name="Tombstone">Set when the rest has been deleted and only the outcome is kept.</param>
public sealed record StoredTransaction(
    string Gid,
    Guid Instance,
    int Version,
    HotState Hot,
    IReadOnlyList<StoredRecord> Records,
    Tombstone? Tombstone);

/// <summary>What is kept of a finished transaction after retention: enough to answer calls as for any finished row.</summary>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="RollbackReason">Why it was rolled back, or null.</param>
/// <param name="Result">A workflow's result as its client sent it (base64 text), or null.</param>
/// <param name="Mode">Transaction mode.</param>
public sealed record Tombstone(DateTimeOffset FinishedAt, string? RollbackReason, string? Result, TransactionMode Mode);
