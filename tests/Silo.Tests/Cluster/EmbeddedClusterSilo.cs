using OrleansSaga.Silo.Cluster;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <content>What of a silo depends on the runtime: here our own.</content>
internal sealed partial class ClusterSilo
{
    /// <summary>Where it lets links in.</summary>
    public Uri LinkAddress => new($"http://{Get<ILinkEndpoint>().EndPoint}");

    /// <summary>Whether it can call so many others, and they can call it: of each pair both directions have to be up, at both ends.</summary>
    public async Task<bool> ReachesAsync(int others) => await MetricAsync("orleanssaga_link_up") >= 2 * others;
}
