namespace OrleansSaga.Grains;

/// <summary>How far one branch of a transaction is.</summary>
/// <param name="Number">0-based number of the branch.</param>
/// <param name="BranchId">Wire branch id, such as 01.</param>
/// <param name="Forward">How far its action, confirm or commit is.</param>
/// <param name="Backward">How far its compensate, cancel or rollback is.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.BranchInfo")]
public sealed record BranchInfo(
    [property: Id(0)] int Number,
    [property: Id(1)] string BranchId,
    [property: Id(2)] BranchProgress Forward,
    [property: Id(3)] BranchProgress Backward)
{
    /// <summary>Recorded attempts of the present op.</summary>
    [Id(4)]
    public int Attempts { get; init; }

    /// <summary>What the last of them came to; null when there was none.</summary>
    [Id(5)]
    public BranchOutcome? LastOutcome { get; init; }

    /// <summary>Not called again before this; null when nothing holds it back.</summary>
    [Id(6)]
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>Why it waits for an operator; null when it does not.</summary>
    [Id(7)]
    public string? ParkedReason { get; init; }
}
