namespace OrleansSaga.Grains;

/// <summary>How far a transaction is.</summary>
/// <param name="Status">Status; null when the gid is unknown.</param>
/// <param name="RollbackReason">Why it rolls back, or null.</param>
/// <param name="Version">Journal version.</param>
/// <param name="EndedPass">The last pass that has ended.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionProgress")]
public sealed record TransactionProgress(
    [property: Id(0)] TransactionStatus? Status,
    [property: Id(1)] string? RollbackReason,
    [property: Id(2)] long Version,
    [property: Id(3)] long EndedPass)
{
    /// <summary>How the first branch call of the ended pass that did not succeed ended; null when all did.</summary>
    [Id(4)]
    public BranchOutcome? PassOutcome { get; init; }

    /// <summary>What that participant said; empty when all succeeded.</summary>
    [Id(5)]
    public string PassMessage { get; init; } = "";
}
