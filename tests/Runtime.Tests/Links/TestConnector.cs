using System.Threading.Channels;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Connects where the test says: to a server, or to the test itself.</summary>
internal sealed class TestConnector : ILinkConnector
{
    private readonly Channel<Attempt> _attempts = Channel.CreateUnbounded<Attempt>();
    private int _count;

    /// <summary>Serves all attempts; null leaves them to the test.</summary>
    public LinkServer? Server { get; set; }

    /// <summary>Fails all attempts at once, with this.</summary>
    public string? Failure { get; set; }

    /// <summary>How often somebody has tried.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What the server side of all streams so far has come to.</summary>
    public List<Task> Served { get; } = [];

    public Task<ILinkTransport> ConnectAsync(string endpoint, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        if (Failure is { } failure)
            return Task.FromException<ILinkTransport>(new IOException(failure));
        if (Server is { } server)
        {
            var (client, other) = MemoryTransport.Pair();
            lock (Served)
                Served.Add(ServeAsync(server, other));
            return Task.FromResult<ILinkTransport>(client);
        }

        var attempt = new Attempt();
        _attempts.Writer.TryWrite(attempt);
        return attempt.Client.WaitAsync(cancellationToken);
    }

    /// <summary>The next attempt to connect.</summary>
    public Task<Attempt> NextAsync() => _attempts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon();

    public static async Task ServeAsync(LinkServer server, MemoryTransport transport)
    {
        await Task.Yield();
        await server.ServeAsync(transport);
        await transport.DisposeAsync();
    }

    internal sealed class Attempt
    {
        private readonly TaskCompletionSource<ILinkTransport> _client = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ILinkTransport> Client => _client.Task;

        public void Fail(string reason) => _client.TrySetException(new IOException(reason));

        /// <summary>Lets it through.</summary>
        public void Through(ILinkTransport client) => _client.TrySetResult(client);

        /// <summary>Lets it through to the test; the handshake is up to the test.</summary>
        public MemoryTransport Open()
        {
            var (client, server) = MemoryTransport.Pair();
            Through(client);
            return server;
        }
    }
}
