using System.Collections.Immutable;

namespace OrleansSaga.Ownership;

/// <summary>Who is in the cluster, as one silo sees it at one moment, and which silo owns which bucket by that. Immutable.</summary>
public sealed class ClusterView
{
    private readonly SiloMember?[] _owners;

    /// <summary>Makes a view.</summary>
    /// <param name="self">The incarnation of the silo whose view it is.</param>
    /// <param name="members">All silos that live: joining, active or leaving. No two have one name.</param>
    /// <param name="dead">Incarnations that are known to be dead.</param>
    /// <param name="buckets">How many buckets there are.</param>
    public ClusterView(Guid self, IReadOnlyList<SiloMember> members, IEnumerable<Guid> dead, int buckets)
    {
        ArgumentNullException.ThrowIfNull(members);
        Self = self;
        Members = [.. members.OrderBy(static member => member.Name, StringComparer.Ordinal)];
        Dead = [.. dead];
        _owners = Rendezvous.Owners([.. Members.Where(static member => member.IsActive)], buckets);
    }

    /// <summary>The incarnation of the silo whose view this is; not among the members before it has joined and after it was declared dead.</summary>
    public Guid Self { get; }

    /// <summary>All silos that live, by name.</summary>
    public ImmutableArray<SiloMember> Members { get; }

    /// <summary>Incarnations that are known to be dead.</summary>
    public ImmutableHashSet<Guid> Dead { get; }

    /// <summary>How many buckets there are.</summary>
    public int Buckets => _owners.Length;

    /// <summary>Who owns a bucket; null when no silo is active.</summary>
    public SiloMember? OwnerOf(int bucket) => _owners[bucket];

    /// <summary>The buckets that this silo owns.</summary>
    public IEnumerable<short> Own() => Enumerable.Range(0, Buckets).Where(IsOwn).Select(static bucket => (short)bucket);

    /// <summary>Whether this silo owns a bucket.</summary>
    public bool IsOwn(int bucket) => _owners[bucket]?.Incarnation == Self;
}
