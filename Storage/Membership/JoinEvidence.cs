using System.Collections.Immutable;

namespace OrleansSaga.Storage.Membership;

/// <summary>What watching the beats of rows that are in the way has shown.</summary>
/// <param name="Moving">Incarnations whose beat moves: they live.</param>
/// <param name="Still">Incarnations whose beat stood still at this value for the whole time.</param>
public sealed record JoinEvidence(ImmutableHashSet<Guid> Moving, ImmutableHashSet<(Guid Incarnation, long Beat)> Still)
{
    /// <summary>Nothing watched yet.</summary>
    public static JoinEvidence None { get; } = new([], []);
}
