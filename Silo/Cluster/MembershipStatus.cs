using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>What a silo knows after its last committed beat. Immutable.</summary>
/// <param name="Joined">How it joined; null before.</param>
/// <param name="State">State of its own row; dead while it has none.</param>
/// <param name="Rows">All rows.</param>
internal sealed record MembershipStatus(JoinResult? Joined, SiloState State, IReadOnlyList<SiloRow> Rows);
