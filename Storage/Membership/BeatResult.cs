namespace OrleansSaga.Storage.Membership;

/// <summary>What a committed heartbeat has found.</summary>
/// <param name="IsAlive">False: there is no living row of this incarnation any more.</param>
/// <param name="Rows">All rows.</param>
/// <param name="FeatureLevel">The cluster's; null when its row is gone.</param>
public sealed record BeatResult(bool IsAlive, IReadOnlyList<SiloRow> Rows, int? FeatureLevel);
