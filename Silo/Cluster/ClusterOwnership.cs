using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Ownership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>The buckets of this silo, as the engine asks for them.</summary>
internal sealed class ClusterOwnership(BucketOwnership ownership) : IOwnership
{
    public IReadOnlyList<short>? Buckets => ownership.Own;

    public bool Owns(string gid) => ownership.IsOwn(Bucket.Of(gid));

    public async ValueTask<IReadOnlyList<short>?> NextTakeOverAsync(CancellationToken cancellationToken) =>
        await ownership.NextTakeOverAsync(cancellationToken);
}
