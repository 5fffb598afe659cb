using System.Net.Sockets;

namespace OrleansSaga.Benchmarks.Http;

/// <summary>One connection, not blocking, with at most one request under way.</summary>
internal interface IExchange : IDisposable
{
    Socket Socket { get; }

    /// <summary>Sends one encoded request in one piece.</summary>
    void Send(Span<byte> request);

    /// <summary>Reads what is there; true when the reply is complete. Its body is valid until the next request.</summary>
    bool TryReceive(out HttpReply reply);
}
