using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// The calling side of a link's stream, with a TCP connection of its own: one that is cut without anybody being told must not be what
/// the next attempt goes over.
/// </summary>
internal sealed class Http2LinkTransport : ILinkTransport
{
    private const int BufferBytes = 64 * 1024;

    private readonly LinkContent _content = new();
    private readonly HttpMessageInvoker _client;
    private readonly HttpRequestMessage _request;
    private HttpResponseMessage? _response;
    private Socket? _socket;
    private PipeReader? _input;
    private PipeWriter? _output;
    private volatile bool _isAborted;

    public Http2LinkTransport(string endpoint)
    {
        Remote = endpoint;
        _request = new HttpRequestMessage(HttpMethod.Post, $"http://{endpoint}{LinkEndpoint.Path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = _content,
        };
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            InitialHttp2StreamWindowSize = LinkEndpoint.StreamWindowBytes,
            ConnectCallback = ConnectAsync,
        });
    }

    public string Remote { get; }

    public PipeReader Input => _input ?? throw new InvalidOperationException("The stream is not open.");

    public PipeWriter Output => _output ?? throw new InvalidOperationException("The stream is not open.");

    /// <summary>Sends the request; the stream is open if the status is 200.</summary>
    public async Task<HttpStatusCode> OpenAsync(CancellationToken cancellationToken)
    {
        _response = await _client.SendAsync(_request, cancellationToken).ConfigureAwait(false);
        if (_response.StatusCode != HttpStatusCode.OK)
            return _response.StatusCode;
        var input = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var output = await _content.Opened.WaitAsync(cancellationToken).ConfigureAwait(false);
        _input = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: BufferBytes));
        _output = PipeWriter.Create(output, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        return HttpStatusCode.OK;
    }

    public void Abort()
    {
        _isAborted = true;
        _socket?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_output is not null)
            // All frames are flushed by whoever wrote them. What is left has lost its stream: writing it would throw, and end the link for good.
            await _output.CompleteAsync(new IOException("The link is closed.")).ConfigureAwait(false);
        _content.Finish();
        if (_input is not null)
            await _input.CompleteAsync().ConfigureAwait(false);
        _response?.Dispose();
        _request.Dispose();
        _client.Dispose();
        _socket?.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
        if (_isAborted)
            socket.Dispose();
        return new NetworkStream(socket, ownsSocket: true);
    }
}
