namespace OrleansSaga.Storage.Membership;

/// <summary>The row of saga_cluster.</summary>
/// <param name="Id">Made with the row; salts the secret.</param>
/// <param name="FeatureLevel">The highest feature level of records that may be written. Only rises.</param>
/// <param name="SecretCheck">What the cluster's secret must come to (<see cref="Membership.SecretCheck"/>); null without a cluster.</param>
public sealed record ClusterRow(Guid Id, int FeatureLevel, ReadOnlyMemory<byte>? SecretCheck)
{
    /// <summary>Makes the row; a null array would else become an empty check.</summary>
    public ClusterRow(Guid id, int featureLevel, byte[]? secretCheck)
        : this(id, featureLevel, secretCheck is null ? (ReadOnlyMemory<byte>?)null : secretCheck)
    {
    }
}
