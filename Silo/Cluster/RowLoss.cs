using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Whether the row that a beat found is the one that this silo wrote, and in plain words why not.</summary>
internal static class RowLoss
{
    /// <summary>Null when all is as it should be.</summary>
    public static string? Of(BeatResult result, SiloClaim claim, Guid incarnation, SiloState state)
    {
        var own = result.Rows.FirstOrDefault(row => row.Name == claim.Name);
        if (own is null)
            return "it was deleted from saga_silos, though not by this silo";
        if (own.Incarnation != incarnation)
            return $"it was replaced by incarnation {own.Incarnation}: another process has taken the name, or the row was edited by hand";
        if (!result.IsAlive || own.State == SiloState.Dead)
            return "other silos declared it dead, because its beat stood still";
        if (result.FeatureLevel is null)
            return "the row of saga_cluster was deleted, though not by a silo";
        return own.State != state || own.Claim != claim ? "it was edited by hand" : null;
    }
}
