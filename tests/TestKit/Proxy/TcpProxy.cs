using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.TestKit;

/// <summary>
/// Stands between somebody who connects and somebody who listens on this machine, and is the bad network between them. Modes can be
/// changed at any time, and apply to the connections that there are.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Func<NetworkStream, NetworkStream, CancellationToken, Task>? _answers;
    private readonly Task _accepting;
    private State _state = new(ProxyMode.Pass, ProxyDirection.Both, TimeSpan.Zero);

    /// <param name="host">Where the server is.</param>
    /// <param name="port">The server's port; nobody needs to listen there yet.</param>
    /// <param name="answers">Passes what comes back instead of the proxy, from the first stream to the second; modes do not apply to it.</param>
    public TcpProxy(string host, int port, Func<NetworkStream, NetworkStream, CancellationToken, Task>? answers = null)
    {
        (_host, _port, _answers) = (host, port, answers);
        _listener = new TcpListener(IPAddress.Loopback, Ports.Free());
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port of 127.0.0.1 to connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it does now.</summary>
    public ProxyMode Mode => Volatile.Read(ref _state).Mode;

    /// <summary>Passes everything again, also what was held back.</summary>
    public void Heal() => Change(new State(ProxyMode.Pass, ProxyDirection.Both, TimeSpan.Zero));

    /// <summary>Resets all connections, and those that come.</summary>
    public void Cut()
    {
        Change(new State(ProxyMode.Cut, ProxyDirection.Both, TimeSpan.Zero));
        foreach (var connection in _connections.Keys)
            connection.Reset();
    }

    /// <summary>Passes nothing in a direction; nobody is told.</summary>
    public void BlackHole(ProxyDirection direction = ProxyDirection.Both) => Change(new State(ProxyMode.BlackHole, direction, TimeSpan.Zero));

    /// <summary>Passes every chunk in a direction after <paramref name="latency"/>.</summary>
    public void Slow(TimeSpan latency, ProxyDirection direction = ProxyDirection.Both) => Change(new State(ProxyMode.Slow, direction, latency));

    /// <summary>Resets all connections and closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested)
            return;
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    private void Change(State next) => Interlocked.Exchange(ref _state, next).Left.TrySetResult();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_end.Token);
                var connection = new ProxyConnection(client);
                var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[connection] = ServeAsync(connection, start.Task);
                start.SetResult();
                // Cut looked at the connections before this one was among them.
                if (Mode == ProxyMode.Cut)
                    connection.Reset();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy is being closed.
            return;
        }
    }

    private async Task ServeAsync(ProxyConnection connection, Task isListed)
    {
        await isListed;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        try
        {
            var (client, server) = await connection.ConnectAsync(_host, _port, over.Token);
            var questions = PumpAsync(client, server, ProxyDirection.ToServer, over.Token);
            var answers = _answers is null ? PumpAsync(server, client, ProxyDirection.ToClient, over.Token) : _answers(server, client, over.Token);
            await await Task.WhenAny(questions, answers);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One end has gone, and not in order: the other end sees the same.
            connection.Reset();
        }
        finally
        {
            await over.CancelAsync();
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, ProxyDirection direction, CancellationToken cancellationToken)
    {
        var chunk = new byte[ChunkBytes];
        while (true)
        {
            var count = await ReadAsync(from, chunk, direction, cancellationToken);
            await HoldAsync(direction, cancellationToken);
            // An end in order is held back like bytes are.
            if (count == 0)
                return;
            await to.WriteAsync(chunk.AsMemory(0, count), cancellationToken);
        }
    }

    private async Task<int> ReadAsync(NetworkStream from, byte[] chunk, ProxyDirection direction, CancellationToken cancellationToken)
    {
        try
        {
            return await from.ReadAsync(chunk, cancellationToken);
        }
        catch (IOException)
        {
            // So is a reset.
            await HoldAsync(direction, cancellationToken);
            throw;
        }
    }

    private async Task HoldAsync(ProxyDirection direction, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _state) is var state && state.Direction.HasFlag(direction))
        {
            if (state.Mode == ProxyMode.Slow)
                await Task.Delay(state.Latency, TimeProvider.System, cancellationToken);
            if (state.Mode != ProxyMode.BlackHole)
                return;
            await state.Left.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed record State(ProxyMode Mode, ProxyDirection Direction, TimeSpan Latency)
    {
        /// <summary>Completes when this is no longer the state.</summary>
        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
