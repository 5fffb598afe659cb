using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>One keep-alive connection that asks and waits, for probes that go one after the other.</summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly ResponseReader _reader = new();
    private readonly string _host;

    public HttpConnection(Uri server)
    {
        _host = server.Authority;
        _socket = Connect(server);
        _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
    }

    public static Socket Connect(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Parse(server.Host), server.Port));
        return socket;
    }

    /// <summary>GETs a path; the reply's body is valid until the next call.</summary>
    public HttpReply Get(string pathAndQuery) =>
        Send(Encoding.ASCII.GetBytes($"GET {pathAndQuery} HTTP/1.1\r\nHost: {_host}\r\n\r\n"));

    /// <summary>Sends one encoded request; the reply's body is valid until the next call.</summary>
    public HttpReply Send(ReadOnlySpan<byte> request)
    {
        _reader.Reset();
        while (!request.IsEmpty)
            request = request[_socket.Send(request)..];
        HttpReply reply;
        while (!_reader.TryRead(out reply))
        {
            var count = _socket.Receive(_reader.Free);
            if (count == 0)
                throw new BenchmarkException("The server closed the connection in the middle of a response.");
            _reader.Advance(count);
        }
        return reply;
    }

    public void Dispose() => _socket.Dispose();
}
