using OrleansSaga.Grains.Transactions;
using OrleansSaga.Runtime.Embedded;
using OrleansSaga.Silo.Cluster;

namespace OrleansSaga.Silo.Hosting;

/// <summary>The embedded actor runtime under the grains (ActorRuntime=Embedded).</summary>
internal static class EmbeddedActorRuntime
{
    /// <summary>Adds the actor runtime that this build was made for.</summary>
    public static void AddActorRuntime(this WebApplicationBuilder builder)
    {
        builder.AddMembership();
        builder.Services.AddEmbeddedActorRuntime(configure: null, typeof(TransactionGrain).Assembly);
    }
}
