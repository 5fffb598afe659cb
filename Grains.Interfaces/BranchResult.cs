namespace OrleansSaga.Grains;

/// <summary>What came of a branch call.</summary>
/// <param name="Outcome">The result class.</param>
/// <param name="StatusCode">HTTP status, or 0 when there was no response.</param>
/// <param name="Excerpt">The first characters of the response, or the transport error in words; at most <see cref="MaxExcerptLength"/>.</param>
/// <param name="StartedAt">When the call left (UTC).</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.BranchResult")]
public sealed record BranchResult(
    [property: Id(0)] BranchOutcome Outcome,
    [property: Id(1)] int StatusCode,
    [property: Id(2)] string Excerpt,
    [property: Id(3)] DateTimeOffset StartedAt,
    [property: Id(4)] int DurationMs)
{
    /// <summary>Most characters of a response that are kept.</summary>
    public const int MaxExcerptLength = 1024;
}
