using OrleansSaga.Benchmarks.Http;

namespace OrleansSaga.Benchmarks.Load;

/// <summary>One client of the load generator: a connection to the server and, where its script calls participants itself, one to them. Never more than one request under way.</summary>
internal sealed class LoadClient(IExchange server, IExchange? participant) : IDisposable
{
    private bool _askedParticipant;

    public IEnumerable<IExchange> Exchanges => participant is null ? [server] : [server, participant];

    /// <summary>The saga that this client is busy with.</summary>
    public int Saga { get; set; }

    /// <summary>Which request of the script is under way.</summary>
    public int Stage { get; set; }

    public void Send(Span<byte> request, bool toParticipant)
    {
        _askedParticipant = toParticipant;
        Asked.Send(request);
    }

    /// <summary>Reads what is there; true when the reply is complete.</summary>
    public bool TryReceive(out HttpReply reply) => Asked.TryReceive(out reply);

    private IExchange Asked => _askedParticipant ? participant! : server;

    public void Dispose()
    {
        server.Dispose();
        participant?.Dispose();
    }
}
