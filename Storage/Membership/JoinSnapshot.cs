namespace OrleansSaga.Storage.Membership;

/// <summary>What a joiner finds, with the cluster's row locked.</summary>
/// <param name="Cluster">The cluster's row.</param>
/// <param name="Rows">All silos' rows.</param>
/// <param name="LockedNames">Names of rows whose lock somebody holds, the joiner included.</param>
/// <param name="HoldsName">Whether the joiner holds the lock on its own name.</param>
public sealed record JoinSnapshot(ClusterRow Cluster, IReadOnlyList<SiloRow> Rows, IReadOnlySet<string> LockedNames, bool HoldsName);
