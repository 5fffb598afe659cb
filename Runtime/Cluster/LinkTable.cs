using System.Collections.Immutable;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>One link to every other silo of the view, by incarnation.</summary>
internal sealed class LinkTable(ILinkFactory factory, Action changed)
{
    private ImmutableDictionary<Guid, ILink> _links = ImmutableDictionary<Guid, ILink>.Empty;

    /// <summary>The link to a silo; null when the view does not know it.</summary>
    public ILink? To(Guid incarnation) => Volatile.Read(ref _links).GetValueOrDefault(incarnation);

    /// <summary>All links.</summary>
    public IEnumerable<KeyValuePair<Guid, ILink>> All => Volatile.Read(ref _links);

    /// <summary>Opens links to silos that are new and takes those out that are gone. Called by one thread at a time.</summary>
    /// <returns>The links that were taken out: closing them sends their waiting calls back.</returns>
    public IReadOnlyList<ILink> Take(ClusterView view)
    {
        var peers = view.Members.Where(member => member.Incarnation != view.Self && member.Endpoint.Length > 0).ToDictionary(static member => member.Incarnation);
        var links = Volatile.Read(ref _links).ToBuilder();
        List<ILink> gone = [];
        foreach (var (incarnation, link) in Volatile.Read(ref _links))
        {
            if (peers.ContainsKey(incarnation))
                continue;
            links.Remove(incarnation);
            gone.Add(link);
        }

        foreach (var peer in peers.Values)
        {
            if (!links.ContainsKey(peer.Incarnation))
                links[peer.Incarnation] = factory.Open(peer, changed);
        }

        Volatile.Write(ref _links, links.ToImmutable());
        return gone;
    }
}
