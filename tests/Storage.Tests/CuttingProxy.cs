using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.Storage.Tests;

/// <summary>Passes bytes to a PostgreSQL, and can cut a connection when the answer of a commit comes back: the server has committed, the client never hears.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private int _cuts;

    public CuttingProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that are still to be cut.</summary>
    public int CutsLeft => Volatile.Read(ref _cuts);

    /// <summary>Cuts the next connection on which the server answers.</summary>
    public void CutNextAnswer() => Interlocked.Increment(ref _cuts);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(_host, _port, _end.Token);
            await Task.WhenAny(
                client.GetStream().CopyToAsync(server.GetStream(), _end.Token),
                AnswerAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // Either end has gone: the other one is closed with it.
            return;
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var header = new byte[5];
        while (true)
        {
            // Messages of the server: a type byte and a length. Nothing is passed on of an answer that is to be cut,
            // and the cut comes at ReadyForQuery, when the implicit transaction is committed.
            await server.ReadExactlyAsync(header, _end.Token);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            await server.ReadExactlyAsync(body, _end.Token);
            if (CutsLeft > 0)
            {
                if (header[0] != (byte)'Z')
                    continue;
                Interlocked.Decrement(ref _cuts);
                return;
            }

            await client.WriteAsync(header, _end.Token);
            await client.WriteAsync(body, _end.Token);
        }
    }
}
