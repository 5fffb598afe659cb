using System.Net.Sockets;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Http;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>One client of the load generator: a connection to the server and, where its script calls participants itself, one to them. Never more than one request under way.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Socket _server;
    private readonly Socket? _participant;
    private readonly ResponseReader _reader = new();
    private Socket _asked;

    public LoadClient(Uri server, Uri? participant)
    {
        _server = HttpConnection.Connect(server);
        _server.Blocking = false;
        _asked = _server;
        if (participant is null)
            return;
        _participant = HttpConnection.Connect(participant);
        _participant.Blocking = false;
    }

    public IEnumerable<Socket> Sockets => _participant is null ? [_server] : [_server, _participant];

    /// <summary>The saga that this client is busy with.</summary>
    public int Saga { get; set; }

    /// <summary>Which request of the script is under way.</summary>
    public int Stage { get; set; }

    public void Send(ReadOnlySpan<byte> request, bool toParticipant)
    {
        _asked = toParticipant ? _participant! : _server;
        _reader.Reset();
        var sent = _asked.Send(request, SocketFlags.None, out var error);
        if (error != SocketError.Success || sent != request.Length)
            throw new BenchmarkException($"A request could not be sent in one piece ({error}).");
    }

    /// <summary>Reads what is there; true when the reply is complete.</summary>
    public bool TryReceive(out HttpReply reply)
    {
        reply = default;
        var count = _asked.Receive(_reader.Free, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (error != SocketError.Success || count == 0)
            throw new BenchmarkException($"A client's connection was closed ({error}).");
        _reader.Advance(count);
        return _reader.TryRead(out reply);
    }

    public void Dispose()
    {
        _server.Dispose();
        _participant?.Dispose();
    }
}
