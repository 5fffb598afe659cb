using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using OrleansSaga.Silo.Grpc.Wire;

namespace OrleansSaga.Faults.Tests;

/// <summary>Clients that begin and end transactions by DTM's gRPC protocol, and repeat a call that finds nobody once.</summary>
internal sealed class GrpcLoad(string url) : IDisposable
{
    private const int Ok = 0;
    private const int Unavailable = 14;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true }) { Timeout = TimeSpan.FromSeconds(20) };
    private readonly ConcurrentQueue<string> _ended = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private int _calls;
    private int _repeats;

    public int Calls => Volatile.Read(ref _calls);

    public int Repeats => Volatile.Read(ref _repeats);

    /// <summary>Transactions whose submit was acknowledged.</summary>
    public IReadOnlyCollection<string> Ended => _ended;

    /// <summary>Calls that failed twice.</summary>
    public IReadOnlyCollection<string> Failed => _failed;

    /// <summary>Begins and ends transactions until <paramref name="stop"/>.</summary>
    public Task RunAsync(int clients, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
    {
        while (!stop.IsCancellationRequested)
        {
            var request = new DtmRequest { Gid = $"grpc-{Guid.NewGuid():N}", TransType = "tcc", TransOptions = new DtmTransOptions { TimeoutToFail = 60 } };
            if (await CallAsync("Prepare", request) && await CallAsync("Submit", request))
                _ended.Enqueue(request.Gid);
        }
    }));

    public void Dispose() => _http.Dispose();

    private async Task<bool> CallAsync(string method, DtmRequest message)
    {
        Interlocked.Increment(ref _calls);
        var key = Guid.NewGuid().ToString("N");
        var (status, text) = await TryAsync(method, message, key);
        if (status == Unavailable)
        {
            Interlocked.Increment(ref _repeats);
            await Task.Delay(Pause, TimeProvider.System);
            (status, text) = await TryAsync(method, message, key);
        }

        if (status != Ok)
            _failed.Enqueue($"{method} of {message.Gid}: {status} {text}");
        return status == Ok;
    }

    /// <summary>One call; whatever comes instead of a status is UNAVAILABLE, as it is to gRPC's own clients.</summary>
    private async Task<(int Status, string Text)> TryAsync(string method, DtmRequest message, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{url}/dtmgimp.Dtm/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Frame(message.ToByteArray())) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.ParseAdd("trailers");
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var reply = await _http.SendAsync(request);
            await reply.Content.ReadAsByteArrayAsync();
            if (reply.StatusCode != HttpStatusCode.OK)
                return (reply.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout ? Unavailable : 2, $"HTTP {reply.StatusCode}");
            return (int.Parse(ValueOf(reply, "grpc-status"), System.Globalization.CultureInfo.InvariantCulture), ValueOf(reply, "grpc-message"));
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException)
        {
            return (Unavailable, gone.Message);
        }
    }

    private static string ValueOf(HttpResponseMessage reply, string name) =>
        reply.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.Single() : reply.Headers.TryGetValues(name, out var headers) ? headers.Single() : "";

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
