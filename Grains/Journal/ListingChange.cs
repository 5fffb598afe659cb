namespace OrleansSaga.Grains.Journal;

/// <summary>The listing columns that a decision, a park, an unpark or the end rewrites (absolute values).</summary>
/// <param name="Status">Wire status.</param>
/// <param name="UpdatedAt">When (UTC).</param>
/// <param name="FinishedAt">End time, or null while unfinished.</param>
/// <param name="RollbackReason">Why it rolls back, or null.</param>
/// <param name="ParkedBranches">How many branches are parked now.</param>
/// <param name="Result">A workflow's result as its client sent it (base64 text), or null.</param>
public sealed record ListingChange(
    TransactionStatus Status,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    string? RollbackReason,
    int ParkedBranches,
    string? Result);
