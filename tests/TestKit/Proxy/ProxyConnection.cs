using System.Net.Sockets;

namespace OrleansSaga.TestKit;

/// <summary>The two sockets of one connection through a proxy.</summary>
internal sealed class ProxyConnection(Socket client) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public async Task<(NetworkStream Client, NetworkStream Server)> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        await _server.ConnectAsync(host, port, cancellationToken);
        return (new NetworkStream(client), new NetworkStream(_server));
    }

    /// <summary>Both ends see a reset, and not an end in order.</summary>
    public void Reset()
    {
        Reset(client);
        Reset(_server);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It has ended by itself at this moment.
        }

        socket.Dispose();
    }
}
