namespace OrleansSaga.Silo.Tests.Cluster;

/// <content>What of a silo depends on the runtime: here Orleans.</content>
internal sealed partial class ClusterSilo
{
    /// <summary>Whether Orleans knows so many others to be active; connections are made by the first call.</summary>
    public Task<bool> ReachesAsync(int others) =>
        Task.FromResult(Get<IClusterMembershipService>().CurrentSnapshot.Members.Values.Count(static member => member.Status == SiloStatus.Active) > others);
}
