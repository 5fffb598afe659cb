namespace OrleansSaga.Storage.Membership;

/// <summary>
/// One silo's way to the rows of all: saga_silos and saga_cluster. Calls block, and come from one thread at a time. All throw
/// <see cref="MembershipUnavailableException"/> when the database does not answer soon. Disposing gives the lock on the name back.
/// </summary>
public interface ISiloTable : IDisposable
{
    /// <summary>Tries to join by <see cref="JoinRules"/>, in one transaction with the cluster's row locked.</summary>
    JoinAttempt TryJoin(JoinRequest request);

    /// <summary>Counts the beat of a living row on, and reads everything; one round trip.</summary>
    BeatResult Beat(string name, Guid incarnation);

    /// <summary>Reads all rows.</summary>
    IReadOnlyList<SiloRow> Read();

    /// <summary>Writes addresses and state of a living row; false when there is none of that incarnation.</summary>
    bool Update(SiloClaim claim, Guid incarnation, SiloState state);

    /// <summary>Declares a silo dead, unless its beat is another one by now.</summary>
    bool Bury(Guid incarnation, long beat);

    /// <summary>Raises the cluster's feature level to the least that the living silos read, in one transaction with the cluster's row locked; never lowers it.</summary>
    void RaiseFeatureLevel();

    /// <summary>Deletes the row of a silo that has left.</summary>
    void Leave(string name, Guid incarnation);
}
