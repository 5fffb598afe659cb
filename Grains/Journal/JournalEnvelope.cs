using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Journal;

/// <summary>One decoded record.</summary>
/// <param name="FeatureLevel">The least level that a silo must have to read it.</param>
/// <param name="AppendId">Id of the append.</param>
/// <param name="RequestId">Id of the request that caused it; empty when none did.</param>
/// <param name="Actor">Who caused it; empty for the coordinator itself.</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
/// <param name="Events">What happened.</param>
public sealed record JournalEnvelope(
    int FeatureLevel,
    Guid AppendId,
    string RequestId,
    string Actor,
    string? TraceParent,
    IReadOnlyList<TransactionEvent> Events);
