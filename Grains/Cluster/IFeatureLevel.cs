namespace OrleansSaga.Grains.Cluster;

/// <summary>Which records may be written now: only those that every silo of the cluster can read.</summary>
public interface IFeatureLevel
{
    /// <summary>The highest feature level that may be written (RecordCodec.FeatureLevel when this silo is alone). Rises only.</summary>
    int Writable { get; }
}
