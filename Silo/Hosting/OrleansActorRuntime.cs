using System.Data.Common;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Metadata;
using Orleans.Runtime.Hosting;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Ownership;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Storage;
using ClusterOptions = OrleansSaga.Silo.Options.ClusterOptions;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Microsoft Orleans under the grains (ActorRuntime=Orleans): alone on localhost, or as one of a cluster when a secret is set. Orleans finds
/// grains, carries calls and events; who lives for the rest of the silo (buckets, feature levels, drain) stands in saga_silos, as always.
/// See docs/architecture/orleans.md.
/// </summary>
internal static class OrleansActorRuntime
{
    /// <summary>Name of the storage that remembers who listens to streams.</summary>
    private const string PubSubStore = "PubSubStore";

    /// <summary>How often a call is sent on that has met the end of an activation. Orleans' own 2 are used up when a hundred clients ask for one transaction at its end.</summary>
    private const int MostForwards = 16;

    /// <summary>The ADO.NET provider's name, for Orleans.</summary>
    private const string Npgsql = "Npgsql";

    /// <summary>Adds the actor runtime that this build was made for.</summary>
    public static void AddActorRuntime(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        var storage = builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        var isClustered = options.Secret.Length > 0;
        builder.AddMembership();
        if (isClustered)
        {
            builder.Services.AddHostedService<OrleansTablesService>();
            builder.Services.AddHostedService<OrleansLeftovers>();
            builder.Services.AddSingleton(new UnauthenticatedListener($"{ClusterOptions.Section}:BindAddress", options.BindAddress));
        }

        builder.UseOrleans(silo =>
        {
            AddCommon(silo, options);
            if (isClustered)
                AddCluster(silo, options, storage.ConnectionString!);
            else
                silo.UseLocalhostClustering(OrleansPorts.Free(), options.GatewayPort, clusterId: options.Id, serviceId: options.Id);
        });
    }

    /// <summary>What the silo's row says of its runtime: silos with another one, or of another Orleans cluster, must not share the database.</summary>
    public static string RuntimeName(this ClusterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"Orleans, cluster {options.Id}";
    }

    /// <summary>Orleans opens its own ports.</summary>
    public static void AddActorPorts(this WebApplicationBuilder builder) => ArgumentNullException.ThrowIfNull(builder);

    /// <summary>Orleans listens by itself; its dashboard is for people at this machine.</summary>
    public static void UseActorRuntime(this WebApplication app)
    {
        app.UseWhen(static context => context.Request.Path.StartsWithSegments(OrleansDashboardGate.Path), static dashboard => dashboard.Use(OrleansDashboardGate.InvokeAsync));
        app.MapOrleansDashboard(OrleansDashboardGate.Path);
    }

    private static void AddCommon(ISiloBuilder silo, ClusterOptions options)
    {
        silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Id, options.Id));
        silo.Configure<SiloMessagingOptions>(static messaging => (messaging.ResponseTimeout, messaging.MaxForwardCount) = (OrleansTimes.Response, MostForwards));
        silo.Configure<ClusterMembershipOptions>(OrleansTimes.Set);
        // Orleans would keep a dead silo's grains from being placed anew for 30 s, in case it lives: here the journal's fence stops it from writing.
        silo.Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.Zero);
        silo.Configure<GrainCollectionOptions>(static collection =>
        {
            collection.CollectionAge = OrleansTimes.CollectionAge;
            collection.CollectionQuantum = OrleansTimes.CollectionQuantum;
        });
        // A transaction's grain begins where the request for it came in, or where its bucket is swept: one call less.
        silo.Services.AddSingleton<PlacementStrategy, PreferLocalPlacement>();
        var branches = new OrleansBranchDirectory();
        silo.AddGrainDirectory(OrleansBranchDirectory.Name, (_, _) => branches);
        silo.Services.AddSingleton<IGrainPropertiesProvider>(branches);
#pragma warning disable ORLEANSEXP003 // The strongly consistent directory is marked as experimental; the journal's fence does not rely on it.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.AddOutgoingGrainCallFilter<OrleansCallRetry>();
        silo.AddDashboard();
    }

    private static void AddCluster(ISiloBuilder silo, ClusterOptions options, string connectionString)
    {
        DbProviderFactories.RegisterFactory(Npgsql, NpgsqlFactory.Instance);
        OrleansPorts.Configure(silo, options);
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Npgsql, connectionString));
        silo.AddAdoNetGrainStorage(PubSubStore, store => (store.Invariant, store.ConnectionString) = (Npgsql, connectionString));
        silo.AddMemoryStreams(OrleansEventRelay.Provider);

        var services = silo.Services;
        services.AddSingleton<BucketOwnership>();
        services.AddSingleton<IClusterControl, OrleansCluster>();
        services.TryAddSingleton<IOwnership, ClusterOwnership>();
        services.AddSingleton<OrleansEventRelay>();
        services.AddHostedService(static provider => provider.GetRequiredService<OrleansEventRelay>());
    }
}
