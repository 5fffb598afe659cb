using System.Globalization;
using System.Net;
using System.Text;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Options;

/// <summary>Checks <see cref="ClusterOptions"/>, alone and with its neighbours.</summary>
internal static class ClusterCheck
{
    private const string Section = ClusterOptions.Section;
    private const int LeastSecretBytes = 32;

    /// <summary>All faults, each beginning with its key.</summary>
    public static IEnumerable<string> Faults(ClusterOptions cluster, ApiOptions api, SecurityOptions security, StorageOptions storage) =>
        Own(cluster).Concat(cluster.Secret.Length == 0 ? [] : Clustered(cluster, api, security, storage));

    private static IEnumerable<string> Own(ClusterOptions cluster)
    {
        if (cluster.Name.Length > 0 && !SiloName.IsGood(cluster.Name))
            yield return $"{Section}:Name: must be at most {SiloName.MaxLength} letters, digits, '.', '-', '_' or ':'";
        if (!SiloName.IsGood(cluster.Id))
            yield return $"{Section}:Id: must be 1 to {SiloName.MaxLength} letters, digits, '.', '-', '_' or ':'";
        if (cluster.GatewayPort is < 0 or > 65535 || (cluster.GatewayPort > 0 && cluster.GatewayPort == cluster.Port))
            yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:GatewayPort: {cluster.GatewayPort} is not from 0 to 65535, or is {Section}:Port");
        if (cluster.Port is < 0 or > 65535)
            yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:Port: {cluster.Port} is not from 0 to 65535");
        if (!IPAddress.TryParse(cluster.BindAddress, out _))
            yield return $"{Section}:BindAddress: '{cluster.BindAddress}' is not an IP address";
        if (cluster.AdvertisedEndpoint.Length > 0 && !IsHostAndPort(cluster.AdvertisedEndpoint))
            yield return $"{Section}:AdvertisedEndpoint: '{cluster.AdvertisedEndpoint}' is not host:port";
        if (cluster.HeartbeatInterval < TimeSpan.FromMilliseconds(100) || cluster.HeartbeatInterval > TimeSpan.FromSeconds(10))
            yield return $"{Section}:HeartbeatInterval: must be 00:00:00.1 to 00:00:10";
        if (cluster.SuspectAfter < 3 * cluster.HeartbeatInterval)
            yield return $"{Section}:SuspectAfter: must be at least three times HeartbeatInterval, or beats that are only late would count as missed";
        if (cluster.DeadAfter < cluster.SuspectAfter || cluster.DeadAfter > TimeSpan.FromMinutes(10))
            yield return $"{Section}:DeadAfter: must not be shorter than SuspectAfter, and at most 00:10:00";
        if (cluster.DrainDelay < TimeSpan.Zero || cluster.DrainDelay > TimeSpan.FromMinutes(10))
            yield return $"{Section}:DrainDelay: must be 00:00:00 to 00:10:00";
        if (cluster.DrainTimeout < TimeSpan.Zero || cluster.DrainTimeout > TimeSpan.FromMinutes(10))
            yield return $"{Section}:DrainTimeout: must be 00:00:00 to 00:10:00";
        if (cluster.FeatureLevelCap is < 0 or > 1000)
            yield return $"{Section}:FeatureLevelCap: must be 0 to 1000";
    }

    private static IEnumerable<string> Clustered(ClusterOptions cluster, ApiOptions api, SecurityOptions security, StorageOptions storage)
    {
        if (storage.Provider != StorageProvider.Postgres)
            yield return $"{Section}:Secret: a cluster needs PostgreSQL, and {StorageOptions.Section}:Provider is {storage.Provider.ToString().ToLowerInvariant()}; remove the secret, or use postgres";
        if (Encoding.UTF8.GetByteCount(cluster.Secret) < LeastSecretBytes)
            yield return $"{Section}:Secret: must be at least {LeastSecretBytes} bytes in UTF-8; `openssl rand -base64 32` makes one";
        if (cluster.Port > 0 && (cluster.Port == api.HttpPort || cluster.Port == api.GrpcPort))
            yield return string.Create(CultureInfo.InvariantCulture, $"{Section}:Port: {cluster.Port} is a port of {ApiOptions.Section}; links need one of their own");
        if (!IPAddress.TryParse(cluster.BindAddress, out var address))
            yield break;
        if (BindRule.Fault($"{Section}:BindAddress", address, security) is { } fault)
            yield return fault;
        if ((address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) && cluster.AdvertisedEndpoint.Length == 0)
            yield return $"{Section}:AdvertisedEndpoint: is required when BindAddress is {address}, which no other silo can connect to";
    }

    private static bool IsHostAndPort(string endpoint)
    {
        var colon = endpoint.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(endpoint.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return false;
        var host = endpoint[..colon];
        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 || (host is ['[', .. var inner, ']'] && Uri.CheckHostName(inner) == UriHostNameType.IPv6);
    }
}
