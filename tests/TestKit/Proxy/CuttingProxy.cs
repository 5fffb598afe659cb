using System.Buffers.Binary;
using System.Net.Sockets;

namespace OrleansSaga.TestKit;

/// <summary>Passes bytes to a PostgreSQL, and can cut a connection when the answer of a commit comes back: the server has committed, the client never hears.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpProxy _proxy;
    private int _cuts;

    public CuttingProxy(string host, int port) => _proxy = new TcpProxy(host, port, AnswerAsync);

    public int Port => _proxy.Port;

    /// <summary>Connections that are still to be cut.</summary>
    public int CutsLeft => Volatile.Read(ref _cuts);

    /// <summary>Cuts the next connection on which the server answers.</summary>
    public void CutNextAnswer() => Interlocked.Increment(ref _cuts);

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private async Task AnswerAsync(NetworkStream server, NetworkStream client, CancellationToken cancellationToken)
    {
        var header = new byte[5];
        while (true)
        {
            // Messages of the server: a type byte and a length. Nothing is passed on of an answer that is to be cut,
            // and the cut comes at ReadyForQuery, when the implicit transaction is committed.
            await server.ReadExactlyAsync(header, cancellationToken);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            await server.ReadExactlyAsync(body, cancellationToken);
            if (CutsLeft > 0)
            {
                if (header[0] != (byte)'Z')
                    continue;
                Interlocked.Decrement(ref _cuts);
                return;
            }

            await client.WriteAsync(header, cancellationToken);
            await client.WriteAsync(body, cancellationToken);
        }
    }
}
