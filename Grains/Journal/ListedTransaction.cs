namespace OrleansSaga.Grains.Journal;

/// <summary>A row of the listing joined with its hot row.</summary>
public sealed record ListedTransaction(
    string Gid,
    Guid Instance,
    int Version,
    HotState Hot,
    TransactionMode Mode,
    string Protocol,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    string? Options,
    string? CustomData,
    string? QueryPrepared,
    string? RollbackReason,
    int ParkedBranches,
    IReadOnlyDictionary<string, string> Tags,
    string? Result);
