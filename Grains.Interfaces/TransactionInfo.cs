namespace OrleansSaga.Grains;

/// <summary>
/// How far a transaction is, as the journal has it: for services that wait for it or show it. Neither URLs nor payloads are in it, and
/// every text and list has a limit.
/// </summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Mode">Transaction mode.</param>
/// <param name="Status">Status.</param>
/// <param name="Version">Journal version: the number of records so far.</param>
/// <param name="CreatedAt">When it was created (database time, UTC).</param>
/// <param name="UpdatedAt">Time of its last event (UTC).</param>
/// <param name="Branches">The steps of a saga or message, or the registered branches of TCC and XA: the first <see cref="MostBranches"/>. None of a workflow or an archived transaction.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionInfo")]
public sealed record TransactionInfo(
    [property: Id(0)] string Gid,
    [property: Id(1)] Guid Instance,
    [property: Id(2)] TransactionMode Mode,
    [property: Id(3)] TransactionStatus Status,
    [property: Id(4)] long Version,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset UpdatedAt,
    [property: Id(7)] IReadOnlyList<BranchInfo> Branches)
{
    /// <summary>Most branches that it holds.</summary>
    public const int MostBranches = 1000;

    /// <summary>Most characters of a result that it holds.</summary>
    public const int MaxResultLength = 1024 * 1024;

    /// <summary>When it ended; null while it has not.</summary>
    [Id(8)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it is rolled back; null while it is not.</summary>
    [Id(9)]
    public string? RollbackReason { get; init; }

    /// <summary>A workflow's result as its client sent it (base64); null when there is none, or when it is longer than <see cref="MaxResultLength"/>.</summary>
    [Id(10)]
    public string? Result { get; init; }

    /// <summary>Length of the result, in characters; 0 when there is none.</summary>
    [Id(11)]
    public int ResultLength { get; init; }

    /// <summary>Why the whole transaction waits for an operator; null when at most its branches do.</summary>
    [Id(12)]
    public string? ParkedReason { get; init; }

    /// <summary>How many branches, or the transaction itself, wait for an operator: above 0 it does not end by itself.</summary>
    [Id(13)]
    public int ParkedBranches { get; init; }

    /// <summary>How many branches there are.</summary>
    [Id(14)]
    public int BranchCount { get; init; }

    /// <summary>What a force stop left open, as branch id and op: the first <see cref="MostBranches"/>.</summary>
    [Id(15)]
    public IReadOnlyList<string> LeftOpen { get; init; } = [];

    /// <summary>Retention has removed all but the outcome.</summary>
    [Id(16)]
    public bool IsArchived { get; init; }

    /// <summary>Whether the transaction has reached its end.</summary>
    public bool IsFinal => Status is TransactionStatus.Succeed or TransactionStatus.Failed;
}
