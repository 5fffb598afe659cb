namespace OrleansSaga.Grains.Transactions;

/// <summary>Why a record is written: goes into its envelope, and for an operator's action into the audit.</summary>
/// <param name="Actor">Who asked; empty for the coordinator itself.</param>
/// <param name="Audit">Name of the operator's action, or null when it needs no audit row.</param>
/// <param name="TraceParent">W3C trace context of the request, or null.</param>
/// <param name="RequestId">Id of the request, or empty.</param>
internal sealed record Cause(string Actor, string? Audit, string? TraceParent, string RequestId)
{
    /// <summary>The coordinator itself.</summary>
    public static Cause Coordinator { get; } = new("", null, null, "");
}
