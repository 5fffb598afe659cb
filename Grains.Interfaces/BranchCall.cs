namespace OrleansSaga.Grains;

/// <summary>Everything that is needed to call a participant once.</summary>
/// <param name="Stamp">Names the call.</param>
/// <param name="Mode">Transaction mode; its wire name is the query parameter trans_type.</param>
/// <param name="Protocol">http, grpc or json-rpc.</param>
/// <param name="Url">Where; never empty.</param>
/// <param name="BranchId">Wire branch id, such as 01.</param>
/// <param name="Payload">Body, sent verbatim; empty means a GET.</param>
/// <param name="Headers">Extra request headers; they win over ours.</param>
/// <param name="TimeoutSeconds">Longest time for the whole call, 1 or more.</param>
/// <param name="TraceParent">W3C trace context of the transaction, or null.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.BranchCall")]
public sealed record BranchCall(
    [property: Id(0)] BranchStamp Stamp,
    [property: Id(1)] TransactionMode Mode,
    [property: Id(2)] string Protocol,
    [property: Id(3)] string Url,
    [property: Id(4)] string BranchId,
    [property: Id(5)] ReadOnlyMemory<byte> Payload,
    [property: Id(6)] IReadOnlyDictionary<string, string> Headers,
    [property: Id(7)] long TimeoutSeconds,
    [property: Id(8)] string? TraceParent)
{
    /// <summary>Wire name of the op where it is not that of <see cref="BranchStamp.Op"/> (a workflow's name); otherwise empty.</summary>
    [Id(9)]
    public string OpName { get; init; } = "";

    /// <summary>The op as it goes over the wire.</summary>
    public string WireOp => OpName.Length > 0 ? OpName : WireNames.Of(Stamp.Op);
}
