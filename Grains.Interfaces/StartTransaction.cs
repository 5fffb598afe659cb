namespace OrleansSaga.Grains;

/// <summary>A submit or prepare as a front decoded it: not yet validated, because the gid is looked up first (protocol 1.5).</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="TransType">trans_type as sent.</param>
/// <param name="Steps">steps.</param>
/// <param name="Payloads">Bodies of the steps, in order.</param>
/// <param name="CustomData">custom_data as sent (JSON text), or empty.</param>
/// <param name="QueryPrepared">query_prepared, or empty.</param>
/// <param name="Protocol">protocol, or empty for http.</param>
/// <param name="Options">The flattened options.</param>
/// <param name="TraceParent">W3C trace context of the request, or null.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.StartTransaction")]
public sealed record StartTransaction(
    [property: Id(0)] string Gid,
    [property: Id(1)] string TransType,
    [property: Id(2)] IReadOnlyList<StartStep> Steps,
    [property: Id(3)] IReadOnlyList<ReadOnlyMemory<byte>> Payloads,
    [property: Id(4)] string CustomData,
    [property: Id(5)] string QueryPrepared,
    [property: Id(6)] string Protocol,
    [property: Id(7)] StartOptions Options,
    [property: Id(8)] string? TraceParent)
{
    /// <summary>req_extra: how a workflow ended (status, rollback_reason, result); null when there was none.</summary>
    [Id(9)]
    public IReadOnlyDictionary<string, string>? ReqExtra { get; init; }

    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(10)]
    public string RequestId { get; init; } = "";
}
