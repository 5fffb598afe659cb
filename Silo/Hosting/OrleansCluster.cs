using OrleansSaga.Ownership;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// What views of the cluster mean where Orleans places the grains: the buckets of a silo are those that it sweeps. Grains live wherever they
/// were called first, so that whoever dies or leaves may have driven transactions of any bucket: then every silo takes over all of its own.
/// </summary>
internal sealed class OrleansCluster(IServiceProvider services, BucketOwnership ownership) : IClusterControl
{
    private ClusterView? _view;

    public void Apply(ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var before = Interlocked.Exchange(ref _view, view);
        ownership.Take(view);
        if (before is not null && before.Members.Any(member => !view.Members.Any(other => other.Incarnation == member.Incarnation)))
            TakeOverOwn();
    }

    public void TakeOverOwn() => ownership.TakeOver(ownership.Own);

    /// <summary>Orleans probes its silos much more often than rows are looked at. Names are the same in both.</summary>
    public bool IsUnreachable(Guid incarnation)
    {
        if (_view?.Members.FirstOrDefault(member => member.Incarnation == incarnation) is not { } member)
            return false;
        var lives = services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values.Where(known => known.Name == member.Name).ToList();
        return lives.Count > 0 && lives.All(static life => life.Status == SiloStatus.Dead);
    }

    /// <summary>Orleans ends the activations itself when it stops, and the others take over when the row is gone.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task CloseAsync() => Task.CompletedTask;
}
