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
