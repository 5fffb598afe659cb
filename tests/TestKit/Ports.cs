using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.TestKit;

/// <summary>Ports for processes that are stopped and started again, and must find their port free then.</summary>
public static class Ports
{
    // Below the range that the system gives to outgoing connections, which would take the port of a process that is down.
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A port of 127.0.0.1 that nobody listens on; never the same one twice in this process.</summary>
    public static int Free()
    {
        lock (Given)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, End);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port))
                    return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
