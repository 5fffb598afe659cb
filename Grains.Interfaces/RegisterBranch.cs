namespace OrleansSaga.Grains;

/// <summary>A registerBranch as a front decoded it (protocol 1.4): which keys count depends on the mode.</summary>
/// <param name="TransType">trans_type as sent.</param>
/// <param name="BranchId">branch_id.</param>
/// <param name="Data">data: payload of confirm and cancel (tcc), or the recorded result (workflow).</param>
/// <param name="Confirm">confirm URL (tcc).</param>
/// <param name="Cancel">cancel URL (tcc).</param>
/// <param name="Url">URL of the second phase (xa).</param>
/// <param name="Op">op (workflow).</param>
/// <param name="Status">status (workflow): succeed or failed.</param>
/// <param name="TraceParent">W3C trace context of the request, or null.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.RegisterBranch")]
public sealed record RegisterBranch(
    [property: Id(0)] string TransType,
    [property: Id(1)] string BranchId,
    [property: Id(2)] ReadOnlyMemory<byte> Data,
    [property: Id(3)] string Confirm,
    [property: Id(4)] string Cancel,
    [property: Id(5)] string Url,
    [property: Id(6)] string Op,
    [property: Id(7)] string Status,
    [property: Id(8)] string? TraceParent)
{
    /// <summary>Id of the client's request, for telling a repeat from another one; empty for none.</summary>
    [Id(9)]
    public string RequestId { get; init; } = "";
}
