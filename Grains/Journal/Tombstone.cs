namespace OrleansSaga.Grains.Journal;

/// <summary>What is kept of a finished transaction after retention: enough to answer calls as for any finished row.</summary>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="RollbackReason">Why it was rolled back, or null.</param>
/// <param name="Result">A workflow's result as its client sent it (base64 text), or null.</param>
/// <param name="Mode">Transaction mode.</param>
public sealed record Tombstone(DateTimeOffset FinishedAt, string? RollbackReason, string? Result, TransactionMode Mode);
