using System.Net.Sockets;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>HTTP/1.1.</summary>
internal sealed class HttpExchange : IExchange
{
    private readonly ResponseReader _reader = new();

    public HttpExchange(Uri server)
    {
        Socket = HttpConnection.Connect(server);
        Socket.Blocking = false;
    }

    public Socket Socket { get; }

    public void Send(Span<byte> request)
    {
        _reader.Reset();
        var sent = Socket.Send(request, SocketFlags.None, out var error);
        if (error != SocketError.Success || sent != request.Length)
            throw new BenchmarkException($"A request could not be sent in one piece ({error}).");
    }

    public bool TryReceive(out HttpReply reply)
    {
        reply = default;
        var count = Socket.Receive(_reader.Free, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success || count == 0)
            throw new BenchmarkException($"A client's connection was closed ({error}).");
        _reader.Advance(count);
        return _reader.TryRead(out reply);
    }

    public void Dispose() => Socket.Dispose();
}
