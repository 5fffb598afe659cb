using System.Collections.Immutable;

namespace OrleansSaga.Storage.Membership;

/// <summary>What <see cref="JoinRules"/> decide. One of: refused, rows to watch first, or go.</summary>
/// <param name="Refusal">Why not, in plain words; null otherwise.</param>
/// <param name="Watch">Rows in the way, of which only their beats can tell whether they live.</param>
/// <param name="Bury">Other silos' incarnations in the way that live no more.</param>
/// <param name="Cluster">The cluster's row from now on.</param>
/// <param name="Result">What the joiner gets.</param>
public sealed record JoinDecision(string? Refusal, ImmutableArray<SiloRow> Watch, ImmutableArray<Guid> Bury, ClusterRow Cluster, JoinResult? Result);
