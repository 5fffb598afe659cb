using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>The port for links of the embedded runtime lets silos in, and nobody and nothing else.</summary>
[Collection(SharedClusterTests.Name)]
public sealed class EmbeddedLinkPortTests(SharedCluster cluster) : IAsyncLifetime
{
    private ClusterBed _bed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await cluster.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/silo-link")]
    [InlineData("POST", "/")]
    [InlineData("POST", "/silo-link/x")]
    [InlineData("POST", "/api/dtmsvr/newGid")]
    [InlineData("GET", "/api/metrics")]
    [InlineData("GET", "/health/live")]
    [InlineData("POST", "/dtmgimp.Dtm/NewGid")]
    public async Task LinkPort_AskedForAnythingElse_Is404(string method, string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = Http2(method, new Uri(_bed.Silos[0].LinkAddress, path));
        using var response = await http.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.NotFound, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("what no silo would ever say, and more of it than a hello has")]
    public async Task LinkPort_ThatHearsNoSilo_SaysNothing(string body)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = Http2("POST", new Uri(_bed.Silos[0].LinkAddress, "/silo-link"));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var said = "";
        try
        {
            using var response = await http.SendAsync(request, Cancel);
            said = await response.Content.ReadAsStringAsync(Cancel);
        }
        catch (HttpRequestException)
        {
            // The stream was reset.
        }

        Assert.Equal("", said);
    }

    [Fact]
    public async Task LinkPort_SpokenToInHttp1_Refuses()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_bed.Silos[0].LinkAddress.Host, _bed.Silos[0].LinkAddress.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /silo-link HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.Latin1);

        // To its end: the connection is closed. What Kestrel says before that is not ours.
        var said = await reader.ReadToEndAsync(Cancel);
        Assert.True(said.Length == 0 || said.StartsWith("HTTP/1.1 400", StringComparison.Ordinal) || !said.Contains("HTTP/1.1 ", StringComparison.Ordinal), said);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task ApiPort_DoesNotKnowLinks(string method) =>
        Assert.Equal(HttpStatusCode.NotFound, (await _bed.Silos[0].SendAsync(new HttpMethod(method), "/silo-link", null)).Code);

    private static HttpRequestMessage Http2(string method, Uri uri) =>
        new(new HttpMethod(method), uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
}
