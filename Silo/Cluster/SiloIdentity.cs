using System.Net;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>What this silo says of itself.</summary>
/// <param name="Name">Its name.</param>
internal sealed record SiloIdentity(string Name)
{
    /// <summary>Versions of the link's protocol that this build speaks.</summary>
    public static VersionRange Link { get; } = new(1, 1);

    /// <summary>The highest feature level that this silo claims to read.</summary>
    public static int FeatureLevel(ClusterOptions options) =>
        options.FeatureLevelCap == 0 ? RecordCodec.FeatureLevel : Math.Min(options.FeatureLevelCap, RecordCodec.FeatureLevel);

    /// <summary>The claim before it listens.</summary>
    public SiloClaim Claim(ClusterOptions options) =>
        new(Name, Endpoint(options, null), "", BuildVersion.Current, Link, SiloClaim.OwnSchema, FeatureLevel(options)) { Runtime = options.RuntimeName() };

    /// <summary>Where others reach its links.</summary>
    /// <param name="options">The options.</param>
    /// <param name="port">The port that was bound; null before.</param>
    public static string Endpoint(ClusterOptions options, int? port) => options.AdvertisedEndpoint.Length > 0
        ? options.AdvertisedEndpoint
        : new IPEndPoint(IPAddress.Parse(options.BindAddress), port ?? options.Port).ToString();
}
