using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Bodies over the limit, and bodies that are not as long as they said.</summary>
public sealed class BodyLimitTests(DtmBed bed)
{
    private const int Limit = 1024 * 1024;
    private const string TooLarge = "body: too large, at most 1048576 bytes are allowed";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Submit_BodyOfExactlyTheLimit_IsTaken(bool chunked)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.SendAsync(HttpMethod.Post, "submit", Content(Padded(gid, Limit), chunked));

        Assert.Equal((HttpStatusCode.OK, """{"dtm_result":"SUCCESS"}"""), (answer.Code, answer.Text));
        await bed.SettleAsync(gid, "succeed");
    }

    [Theory]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit + 1, true)]
    [InlineData(2 * Limit, false)]
    [InlineData(2 * Limit, true)]
    [InlineData(8 * Limit, false)]
    [InlineData(8 * Limit, true)]
    public async Task Submit_BodyOverTheLimit_IsRefusedByName(int length, bool chunked)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.SendAsync(HttpMethod.Post, "submit", Content(Padded(gid, length), chunked));

        Assert.Equal((HttpStatusCode.InternalServerError, TooLarge), (answer.Code, answer.Message));
        Assert.Null(await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_LengthOverTheLimitAnnounced_IsRefusedBeforeTheBodyComes()
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();

        await SendAsync(stream, "POST /api/dtmsvr/submit HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");

        Assert.Contains(TooLarge, await ReadAsync(stream, "allowed\"}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_ConnectionClosedInsideTheBody_StoresNothing()
    {
        var gid = DtmBed.NewGid();
        using (var client = await ConnectAsync())
        {
            var stream = client.GetStream();
            await SendAsync(stream, $"POST /api/dtmsvr/submit HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{\"gid\":\"{gid}\",\"trans_type\":\"saga\"}}");
            client.Client.Shutdown(SocketShutdown.Send);
            // Kestrel ends such a connection; what it says, if anything, is no success.
            Assert.DoesNotContain("SUCCESS", await ReadToEndAsync(stream), StringComparison.Ordinal);
        }

        Assert.Null(await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_ChunksThatAreNone_AreRefused()
    {
        using var client = await ConnectAsync();
        var stream = client.GetStream();

        await SendAsync(stream, "POST /api/dtmsvr/submit HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

        var answer = await ReadToEndAsync(stream);
        Assert.DoesNotContain("SUCCESS", answer, StringComparison.Ordinal);
        Assert.Matches("^HTTP/1.1 (400|500) ", answer);
    }

    [Fact]
    public async Task Submit_MoreThanTheLengthSaid_IsReadAsTheNextRequestAndRefused()
    {
        var gid = DtmBed.NewGid();
        var body = $$"""{"gid":"{{gid}}","trans_type":"saga"}""";
        using var client = await ConnectAsync();
        var stream = client.GetStream();

        await SendAsync(stream, $"POST /api/dtmsvr/submit HTTP/1.1\r\nHost: x\r\nContent-Length: {body.Length}\r\n\r\n{body}and more\r\n\r\n");

        var answers = await ReadToEndAsync(stream);
        Assert.StartsWith("HTTP/1.1 200 OK", answers, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 400 Bad Request", answers, StringComparison.Ordinal);
        Assert.Equal("succeed", await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_WithoutABody_IsMalformed()
    {
        var answer = await bed.SendAsync(HttpMethod.Post, "submit", null);

        Assert.Equal((HttpStatusCode.InternalServerError, "body: not valid JSON, from byte 0 on"), (answer.Code, answer.Message));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Submit_AnyContentType_IsReadAsJson(string? type)
    {
        var gid = DtmBed.NewGid();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"gid":"{{gid}}","trans_type":"saga"}"""));
        if (type is not null)
            content.Headers.ContentType = new(type);

        Assert.Equal(HttpStatusCode.OK, (await bed.SendAsync(HttpMethod.Post, "submit", content)).Code);
    }

    private static byte[] Padded(string gid, int length)
    {
        var body = $$"""{"gid":"{{gid}}","trans_type":"saga","padding":""}""";
        return Encoding.UTF8.GetBytes(body.Insert(body.Length - 2, new string('x', length - body.Length)));
    }

    private static HttpContent Content(byte[] body, bool chunked) => chunked ? new ChunkedContent(body) : new ByteArrayContent(body);

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(bed.Address.Host, bed.Address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private static ValueTask SendAsync(NetworkStream stream, string text) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadAsync(NetworkStream stream, string until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(until, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        try
        {
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException reset)
        {
            return reset.Message;
        }
    }

    private sealed class ChunkedContent(byte[] body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(body).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
