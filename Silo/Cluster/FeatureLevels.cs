using OrleansSaga.Grains.Cluster;

namespace OrleansSaga.Silo.Cluster;

/// <summary>What may be written: the cluster's level as last read, and never more than this silo claims to read.</summary>
/// <param name="own">What this silo claims to read.</param>
/// <param name="start">The level before any was read.</param>
internal sealed class FeatureLevels(int own, int start) : IFeatureLevel
{
    private volatile int _writable = Math.Min(own, start);

    /// <inheritdoc/>
    public int Writable => _writable;

    /// <summary>Takes the cluster's level. By one thread.</summary>
    public void Take(int level) => _writable = Math.Max(_writable, Math.Min(own, level));
}
