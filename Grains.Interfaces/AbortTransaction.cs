namespace OrleansSaga.Grains;

/// <summary>An abort as a front decoded it.</summary>
/// <param name="TransType">trans_type as sent.</param>
/// <param name="Reason">rollback_reason, or empty.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.AbortTransaction")]
public sealed record AbortTransaction(
    [property: Id(0)] string TransType,
    [property: Id(1)] string Reason)
{
    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(2)]
    public string RequestId { get; init; } = "";
}

/// <summary>A request by an operator.</summary>
/// <param name="Actor">Who asked; goes into the audit.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.OperatorRequest")]
public sealed record OperatorRequest([property: Id(0)] string Actor)
{
    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(1)]
    public string RequestId { get; init; } = "";
}

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
