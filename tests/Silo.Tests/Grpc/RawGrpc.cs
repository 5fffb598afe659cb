using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>Requests over HTTP/2 by hand: whatever bytes and headers a test likes.</summary>
internal sealed class RawGrpc(string target) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>A message in its frame.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0, uint? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), length ?? (uint)message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public Task<RawAnswer> PostAsync(string path, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new Body(body, null), "application/grpc", headers);

    public async Task<RawAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"http://{target}{path}") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        if (contentType is not null)
            content?.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new RawAnswer(response.StatusCode, response.Content.Headers.ContentType?.ToString(), body, response.Headers, response.TrailingHeaders);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A body that a test may hold back: after its bytes it goes on only when <paramref name="end"/> does.</summary>
    internal sealed class Body(byte[] bytes, Task? end) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes);
            await stream.FlushAsync();
            if (end is not null)
                await end;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>What came back.</summary>
internal sealed record RawAnswer(HttpStatusCode HttpStatus, string? ContentType, byte[] Body, HttpResponseHeaders Headers, HttpResponseHeaders Trailers)
{
    /// <summary>grpc-status; null when there is none.</summary>
    public int? Status => Value("grpc-status") is { } status ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : null;

    public string Message => Value("grpc-message") ?? "";

    /// <summary>Whether the status came in the headers, with nothing behind them.</summary>
    public bool IsTrailersOnly => Headers.Contains("grpc-status") && Body.Length == 0 && !Trailers.Any();

    public string? Value(string name) =>
        Trailers.TryGetValues(name, out var trailers) ? trailers.Single() : Headers.TryGetValues(name, out var headers) ? headers.Single() : null;
}
