using OrleansSaga.Grains.Cluster;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A silo that owns everything or nothing, and has nothing to take over.</summary>
internal sealed class Place(bool isOwner) : IOwnership
{
    public IReadOnlyList<short>? Buckets => isOwner ? null : [];

    public bool Owns(string gid) => isOwner;

    public async ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return null;
    }
}
