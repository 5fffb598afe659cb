using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>What other parts of this silo may know of its place in the table.</summary>
internal interface ISiloMembership
{
    /// <summary>Whether it has a secret, and so may have peers.</summary>
    bool IsClustered { get; }

    /// <summary>
    /// How it joined last; null before it has. A silo that was declared dead joins again: then this is another one, before the view with
    /// the new incarnation is applied.
    /// </summary>
    JoinResult? Joined { get; }
}
