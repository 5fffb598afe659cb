using OrleansSaga.Grains.Transactions;
using OrleansSaga.Runtime.Embedded;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Hosting;

/// <summary>The embedded actor runtime under the grains (ActorRuntime=Embedded).</summary>
internal static class EmbeddedActorRuntime
{
    /// <summary>Adds the actor runtime that this build was made for: alone, or as one of a cluster when a secret is set.</summary>
    public static void AddActorRuntime(this WebApplicationBuilder builder)
    {
        builder.AddMembership();
        builder.Services.AddEmbeddedActorRuntime(configure: null, typeof(TransactionGrain).Assembly);
        builder.AddCluster();
    }

    /// <summary>What the silo's row says of its runtime.</summary>
    public static string RuntimeName(this ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SiloClaim.EmbeddedRuntime;
    }

    /// <summary>Opens the ports of the actor runtime; called after those of the fronts.</summary>
    public static void AddActorPorts(this WebApplicationBuilder builder) => builder.AddLinkPort();

    /// <summary>Lets other silos in.</summary>
    public static void UseActorRuntime(this WebApplication app) => app.UseCluster();
}
