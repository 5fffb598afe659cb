using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using OrleansSaga.Silo.Cluster;
using ClusterOptions = OrleansSaga.Silo.Options.ClusterOptions;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Where an Orleans silo listens, and where others are told that it does.</summary>
internal static class OrleansPorts
{
    /// <summary>A port that is free now: Orleans has to know it before it listens.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sets the endpoints. A name in the advertised one is looked up once, at the start: Orleans knows addresses only.</summary>
    /// <exception cref="Options.ConfigurationException">The name has no address.</exception>
    public static void Configure(ISiloBuilder silo, ClusterOptions options)
    {
        var bind = IPAddress.Parse(options.BindAddress);
        var port = options.Port == 0 ? Free() : options.Port;
        var advertised = options.AdvertisedEndpoint.Length > 0 ? Resolve(options.AdvertisedEndpoint) : new IPEndPoint(bind, port);
        silo.Services.AddOptions<SiloOptions>().Configure<SiloIdentity>(static (own, identity) => own.SiloName = identity.Name);
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = advertised.Address;
            endpoint.SiloPort = advertised.Port;
            endpoint.SiloListeningEndpoint = new IPEndPoint(bind, port);
            endpoint.GatewayPort = options.GatewayPort;
            if (options.GatewayPort > 0)
                endpoint.GatewayListeningEndpoint = new IPEndPoint(bind, options.GatewayPort);
        });
    }

    private static IPEndPoint Resolve(string endpoint)
    {
        if (IPEndPoint.TryParse(endpoint, out var known))
            return known;
        var colon = endpoint.LastIndexOf(':');
        try
        {
            var address = Dns.GetHostAddresses(endpoint[..colon]).OrderBy(static found => found.AddressFamily).First();
            return IPEndPoint.Parse($"{(address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address)}{endpoint[colon..]}");
        }
        catch (SocketException unknown)
        {
            throw new Options.ConfigurationException([$"{ClusterOptions.Section}:AdvertisedEndpoint: '{endpoint}' has no address ({unknown.Message})"]);
        }
    }
}
