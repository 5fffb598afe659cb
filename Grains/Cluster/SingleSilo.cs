using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Cluster;

/// <summary>A silo that is the only one: it owns everything, takes everything over once, at its start, and writes what it can read.</summary>
public sealed class SingleSilo : IOwnership, IFeatureLevel
{
    private int _taken;

    /// <inheritdoc/>
    public IReadOnlyList<short>? Buckets => null;

    /// <inheritdoc/>
    public int Writable => RecordCodec.FeatureLevel;

    /// <inheritdoc/>
    public bool Owns(string gid) => true;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _taken, 1) == 1)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return null;
    }
}
