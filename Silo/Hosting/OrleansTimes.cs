using Orleans.Configuration;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Orleans' times, tightened: with its defaults a killed silo is missed for 5 to 14 s, and a halted one for a minute.</summary>
internal static class OrleansTimes
{
    /// <summary>How long a call may take before its caller gives it up; above the longest wait that a grain is asked for.</summary>
    public static TimeSpan Response { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation must have been idle to be collected; those that have ended go at once.</summary>
    public static TimeSpan CollectionAge { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How often idle activations are looked for.</summary>
    public static TimeSpan CollectionQuantum { get; } = TimeSpan.FromSeconds(10);

    /// <summary>One missed probe is chance, two in a row are death; one witness is enough among few silos.</summary>
    public static void Set(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        membership.NumMissedProbesLimit = 2;
        membership.NumVotesForDeathDeclaration = 1;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
    }
}
