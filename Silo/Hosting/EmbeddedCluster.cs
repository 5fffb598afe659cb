using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Runtime.Embedded;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Makes the silo one of a cluster when it has a secret; without one nothing of this is there.</summary>
internal static class EmbeddedCluster
{
    /// <summary>Adds links, routing and ownership. To be called after membership and the actor runtime.</summary>
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        if (options.Secret.Length == 0)
            return;

        var services = builder.Services;
        services.AddEmbeddedCluster(
            new EmbeddedClusterOptions { Buckets = Bucket.Count, BucketOf = static gid => Bucket.Of(gid) },
            provider => new Runtime.Embedded.LinkOptions
            {
                Secret = Encoding.UTF8.GetBytes(options.Secret),
                Name = provider.GetRequiredService<SiloIdentity>().Name,
                Incarnation = () => provider.GetRequiredService<ISiloMembership>().Joined?.Incarnation ?? default,
                MinProtocol = SiloIdentity.Link.Least,
                MaxProtocol = SiloIdentity.Link.Most,
            });
        services.TryAddSingleton<IOwnership, ClusterOwnership>();
        services.AddHostedService<EmbeddedEventRelay>();
    }

    /// <summary>Opens the port for links, after those of the fronts: whoever asks for the silo's addresses wants theirs first.</summary>
    public static void AddLinkPort(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        if (options.Secret.Length == 0)
            return;
        var port = new EmbeddedLinkPort();
        builder.Services.AddSingleton(port);
        builder.Services.AddSingleton<ILinkEndpoint>(port);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            LinkEndpoint.SetLimits(kestrel);
            port.Listen(kestrel, IPAddress.Parse(options.BindAddress), options.Port);
        });
    }

    /// <summary>Everything that comes in by the port for links ends there, and nothing else does.</summary>
    public static void UseCluster(this WebApplication app)
    {
        if (app.Services.GetService<EmbeddedLinkPort>() is not { } port)
            return;
        // Made at the first request: building the pipeline must not create what only a started host may create.
        var links = new Lazy<LinkEndpoint>(() => app.Services.GetRequiredService<LinkEndpoint>());
        app.Use((context, next) => port.IsOf(context) ? links.Value.HandleAsync(context) : next(context));
    }
}
