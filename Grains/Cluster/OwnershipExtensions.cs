namespace OrleansSaga.Grains.Cluster;

/// <summary>Questions to <see cref="IOwnership"/> that follow from its answers.</summary>
public static class OwnershipExtensions
{
    /// <summary>Work that concerns the whole database and no bucket is done by the one silo that owns this bucket.</summary>
    private const short Common = 0;

    /// <summary>Whether this silo does now what only one silo of a cluster has to do.</summary>
    public static bool OwnsCommonWork(this IOwnership ownership)
    {
        ArgumentNullException.ThrowIfNull(ownership);
        return ownership.Buckets is not { } buckets || buckets.Contains(Common);
    }
}
