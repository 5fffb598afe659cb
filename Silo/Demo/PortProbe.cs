using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.Silo.Demo;

/// <summary>Looks whether a port can be listened on, because a server that finds out by itself fails loudly.</summary>
internal static class PortProbe
{
    /// <summary>True when somebody listens there already. Other obstacles are left to the start, which names them better.</summary>
    public static bool IsTaken(IPAddress address, int port)
    {
        using var probe = new TcpListener(address, port);
        try
        {
            probe.Start();
            return false;
        }
        catch (SocketException obstacle)
        {
            return obstacle.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
