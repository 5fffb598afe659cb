using System.Net;
using System.Net.Sockets;
using OrleansSaga.Benchmarks.Http;
using OrleansSaga.Benchmarks.Measure;

namespace OrleansSaga.Benchmarks.Participants;

/// <summary>All participants on one thread: HTTP/1.1 by hand over readiness events, because they share the machine with what is measured.</summary>
internal sealed class ParticipantServer : IDisposable
{
    private const int Backlog = 4096;

    private readonly Epoll _epoll = new();
    private readonly Dictionary<int, Socket> _listeners = [];
    private readonly Dictionary<int, ParticipantConnection> _connections = [];
    private volatile bool _stopped;

    public ParticipantServer(int listeners)
    {
        for (var i = 0; i < listeners; i++)
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(Backlog);
            _listeners.Add((int)listener.Handle, listener);
            _epoll.Add(listener);
        }
    }

    public SagaSet Counted { get; } = new();

    public Uri[] Urls => [.. _listeners.Values.Select(listener => new Uri($"http://{listener.LocalEndPoint}"))];

    /// <summary>Serves until <see cref="Stop"/>, on the caller's thread.</summary>
    public void Run()
    {
        Span<int> ready = stackalloc int[256];
        while (!_stopped)
        {
            var count = _epoll.Wait(ready, Clock.Second / 10);
            for (var i = 0; i < count; i++)
                OnReadable(ready[i]);
        }
    }

    public void Stop() => _stopped = true;

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Socket.Dispose();
        foreach (var listener in _listeners.Values)
            listener.Dispose();
        _epoll.Dispose();
    }

    private void OnReadable(int handle)
    {
        if (_listeners.TryGetValue(handle, out var listener))
        {
            Accept(listener);
            return;
        }
        if (!_connections.TryGetValue(handle, out var connection) || connection.Serve())
            return;
        _connections.Remove(handle);
        connection.Socket.Dispose();
    }

    private void Accept(Socket listener)
    {
        var socket = listener.Accept();
        socket.Blocking = false;
        socket.NoDelay = true;
        _connections.Add((int)socket.Handle, new ParticipantConnection(socket, Counted));
        _epoll.Add(socket);
    }
}
