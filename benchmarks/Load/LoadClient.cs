using System.Net.Sockets;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>One connection of the load generator, never with more than one request on it.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Socket _socket;
    private readonly ResponseReader _reader = new();

    public LoadClient(Uri server)
    {
        _socket = HttpConnection.Connect(server);
        _socket.Blocking = false;
    }

    public Socket Socket => _socket;

    /// <summary>The saga that this client is busy with.</summary>
    public int Saga { get; private set; }

    public void Send(int saga, ReadOnlySpan<byte> request)
    {
        Saga = saga;
        _reader.Reset();
        var sent = _socket.Send(request, SocketFlags.None, out var error);
        if (error != SocketError.Success || sent != request.Length)
            throw new BenchmarkException($"A submit could not be sent in one piece ({error}).");
    }

    /// <summary>Reads what is there; true when the reply is complete.</summary>
    public bool TryReceive(out HttpReply reply)
    {
        reply = default;
        var count = _socket.Receive(_reader.Free, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success || count == 0)
            throw new BenchmarkException($"The server closed a client's connection ({error}).");
        _reader.Advance(count);
        return _reader.TryRead(out reply);
    }

    public void Dispose() => _socket.Dispose();
}
