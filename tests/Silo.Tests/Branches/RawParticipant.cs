using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>A participant below HTTP: shows the exact bytes of a request and answers with any bytes, or with silence.</summary>
internal sealed class RawParticipant : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<RawExchange, Task> _answer;
    private readonly Channel<string> _requests = Channel.CreateUnbounded<string>();
    private readonly ConcurrentBag<Task> _connections = [];
    private Task _accepting = Task.CompletedTask;

    private RawParticipant(Func<RawExchange, Task> answer) => _answer = answer;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>How many connections were made.</summary>
    public int Connections => _connections.Count;

    /// <summary>Starts one that gives the same bytes for every request.</summary>
    public static RawParticipant Start(string response) => Start(exchange => exchange.SendAsync(response));

    public static RawParticipant Start(Func<RawExchange, Task> answer)
    {
        var participant = new RawParticipant(answer);
        participant._listener.Start();
        participant._accepting = participant.AcceptAsync();
        return participant;
    }

    /// <summary>A whole response with a body of known length.</summary>
    public static string Response(int status, string body, string headers = "") =>
        $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}";

    /// <summary>The next request that came in, as Latin-1 text.</summary>
    public ValueTask<string> NextRequestAsync() => _requests.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Whether a request came in that nobody has taken.</summary>
    public bool HasRequest => _requests.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stopping.Token);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception stopped) when (_stopping.IsCancellationRequested && stopped is (OperationCanceledException or SocketException or InvalidOperationException))
        {
            // The listener may be stopped between two accepts; the next one then finds it closed.
            return;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                while (await RawExchange.ReadAsync(socket, _stopping.Token) is { } exchange)
                {
                    await _requests.Writer.WriteAsync(exchange.Request, _stopping.Token);
                    await _answer(exchange);
                    if (exchange.IsClosed)
                        return;
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                return;
            }
        }
    }
}
