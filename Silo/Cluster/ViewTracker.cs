using OrleansSaga.Grains.Journal;
using OrleansSaga.Ownership;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Makes views of rows, and tells whether anything changed.</summary>
internal sealed class ViewTracker
{
    /// <summary>Lives that were replaced under their names before anybody found them dead. Their calls ended long before so many more have died.</summary>
    private const int RememberedDead = 1_000;

    private readonly Queue<Guid> _replaced = [];
    private ClusterView? _last;

    /// <summary>The view of a silo that has a row; null when it is the last one.</summary>
    public ClusterView? Take(Guid self, IReadOnlyList<SiloRow> rows)
    {
        var living = rows.Where(static row => row.State != SiloState.Dead).Select(static row => new SiloMember(row.Name, row.Incarnation, Endpoint(row), row.State == SiloState.Active)).ToList();
        foreach (var member in _last?.Members ?? [])
        {
            if (!rows.Any(row => row.Name == member.Name && row.Incarnation != member.Incarnation) || _replaced.Contains(member.Incarnation))
                continue;
            _replaced.Enqueue(member.Incarnation);
            if (_replaced.Count > RememberedDead)
                _replaced.Dequeue();
        }

        return Next(new ClusterView(self, living, _replaced.Concat(rows.Where(static row => row.State == SiloState.Dead).Select(static row => row.Incarnation)), Bucket.Count));
    }

    /// <summary>The view of a silo that lost its row: the others, without itself.</summary>
    public ClusterView Without(Guid self)
    {
        var others = (_last?.Members ?? []).Where(member => member.Incarnation != self).ToList();
        return _last = new ClusterView(self, others, (_last?.Dead ?? []).Append(self), Bucket.Count);
    }

    // Who takes any free port has none until it listens: a link that was opened before would try port 0 for ever.
    private static string Endpoint(SiloRow row) => row.Claim.Endpoint.EndsWith(":0", StringComparison.Ordinal) ? "" : row.Claim.Endpoint;

    private ClusterView? Next(ClusterView view)
    {
        if (_last is { } last && last.Self == view.Self && last.Members.SequenceEqual(view.Members) && last.Dead.SetEquals(view.Dead))
            return null;
        return _last = view;
    }
}
