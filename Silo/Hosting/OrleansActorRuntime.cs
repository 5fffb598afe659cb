using Orleans.Configuration;
using Orleans.Hosting;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Microsoft Orleans under the grains (ActorRuntime=Orleans): one silo on localhost until clustering is configured.</summary>
internal static class OrleansActorRuntime
{
    /// <summary>Adds the actor runtime that this build was made for.</summary>
    public static void AddActorRuntime(this WebApplicationBuilder builder) =>
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering()
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = "orleanssaga";
                cluster.ServiceId = "orleanssaga";
            }));

    /// <summary>Orleans opens its own ports.</summary>
    public static void AddActorPorts(this WebApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);

    /// <summary>Orleans listens by itself.</summary>
    public static void UseActorRuntime(this WebApplication app) => ArgumentNullException.ThrowIfNull(app);
}
