namespace OrleansSaga.Silo.Options;

/// <summary>This silo in its cluster; section <c>OrleansSaga:Cluster</c>. Without a secret there is no cluster, and the silo is alone.</summary>
public sealed class ClusterOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Cluster";

    /// <summary>Name of this silo, unique in the cluster and best kept over restarts; at most 64 letters, digits, '.', '-', '_' or ':'. Default: the machine's name and the HTTP port.</summary>
    public string Name { get; set; } = "";

    /// <summary>Shared by all silos of a cluster, at least 32 bytes in UTF-8; no default. Setting it makes this silo one of a cluster; needs PostgreSQL.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Name of the Orleans cluster, the same at all its silos and clients; at most 64 letters, digits, '.', '-', '_' or ':'; default <c>orleanssaga</c>. Builds with ActorRuntime=Orleans only.</summary>
    public string Id { get; set; } = "orleanssaga";

    /// <summary>Port for Orleans clients, on <see cref="BindAddress"/>; 0 (default) for none. Builds with ActorRuntime=Orleans only.</summary>
    public int GatewayPort { get; set; }

    /// <summary>Port for links from other silos, HTTP/2 in cleartext; default 36791. 0 takes any free port.</summary>
    public int Port { get; set; } = 36791;

    /// <summary>IP address to listen on for links; default 127.0.0.1. Anything but loopback needs <c>OrleansSaga:Security:AllowInsecurePublicBind</c>.</summary>
    public string BindAddress { get; set; } = "127.0.0.1";

    /// <summary>Where other silos reach this one, as host:port, when that is not <see cref="BindAddress"/> and <see cref="Port"/>; default empty.</summary>
    public string AdvertisedEndpoint { get; set; } = "";

    /// <summary>Time between two heartbeats; default 0.5 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the beat of a silo must stand still until it counts as dead; default 3 s.</summary>
    public TimeSpan DeadAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The same for a silo whose link is broken; default 1.5 s.</summary>
    public TimeSpan SuspectAfter { get; set; } = TimeSpan.FromMilliseconds(1500);

    /// <summary>How long a silo that is told to stop goes on serving, because load balancers notice late; default 5 s. Without a cluster it does not wait.</summary>
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo that is told to stop then waits for its transactions to go over to other silos; default 20 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Highest feature level of records that this silo claims to read; 0 (default) for all it can. Keeps a first upgrade revocable: docs/operations/rolling-upgrade.md.</summary>
    public int FeatureLevelCap { get; set; }
}
