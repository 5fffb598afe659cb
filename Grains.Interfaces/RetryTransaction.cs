namespace OrleansSaga.Grains;

/// <summary>A request to try again now.</summary>
/// <param name="Actor">Who asked; goes into the audit.</param>
/// <param name="Unpark">Take up parked branches as well.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.RetryTransaction")]
public sealed record RetryTransaction(
    [property: Id(0)] string Actor,
    [property: Id(1)] bool Unpark)
{
    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(2)]
    public string RequestId { get; init; } = "";
}
