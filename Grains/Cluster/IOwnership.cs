namespace OrleansSaga.Grains.Cluster;

/// <summary>
/// Which transactions this silo has to wake. A matter of speed only: whoever drives a transaction, the journal's fence decides.
/// </summary>
public interface IOwnership
{
    /// <summary>Whether this silo owns the bucket of a gid now.</summary>
    bool Owns(string gid);

    /// <summary>The buckets that this silo owns now; null for all.</summary>
    IReadOnlyList<short>? Buckets { get; }

    /// <summary>
    /// Waits for buckets whose transactions nobody drives any more, whatever their guards say; null for all. At a start, after the death of
    /// another silo, and when one has handed buckets over. One reader.
    /// </summary>
    ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken);
}
