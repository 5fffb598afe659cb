namespace OrleansSaga.Grains;

/// <summary>A request by an operator.</summary>
/// <param name="Actor">Who asked; goes into the audit.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.OperatorRequest")]
public sealed record OperatorRequest([property: Id(0)] string Actor)
{
    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(1)]
    public string RequestId { get; init; } = "";
}
