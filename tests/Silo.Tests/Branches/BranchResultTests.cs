using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OrleansSaga.Grains;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;
using static OrleansSaga.Silo.Tests.Branches.RawParticipant;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>What answers come to (protocol 3.2).</summary>
public sealed class BranchResultTests
{
    private const int Limit = 1024 * 1024;

    [Theory]
    [InlineData(200, "", BranchOutcome.Success)]
    [InlineData(200, "{\"dtm_result\":\"SUCCESS\"}", BranchOutcome.Success)]
    [InlineData(200, "{\"dtm_result\":\"FAILURE\"}", BranchOutcome.Failure)]
    [InlineData(200, "{\"dtm_result\":\"ONGOING\"}", BranchOutcome.Ongoing)]
    [InlineData(200, "FAILURE and ONGOING", BranchOutcome.Ongoing)]
    [InlineData(200, "failure, ongoing", BranchOutcome.Success)]
    [InlineData(200, "FAILUR", BranchOutcome.Success)]
    [InlineData(201, "SUCCESS", BranchOutcome.Error)]
    [InlineData(202, "", BranchOutcome.Error)]
    [InlineData(302, "", BranchOutcome.Error)]
    [InlineData(400, "no", BranchOutcome.Error)]
    [InlineData(404, "xFAILUREx", BranchOutcome.Failure)]
    [InlineData(409, "", BranchOutcome.Failure)]
    [InlineData(409, "ONGOING", BranchOutcome.Ongoing)]
    [InlineData(425, "", BranchOutcome.Ongoing)]
    [InlineData(425, "FAILURE", BranchOutcome.Ongoing)]
    [InlineData(500, "oops", BranchOutcome.Error)]
    [InlineData(500, "<html>FAILURE</html>", BranchOutcome.Failure)]
    [InlineData(500, "ONGOING", BranchOutcome.Ongoing)]
    [InlineData(999, "", BranchOutcome.Error)]
    public async Task Response_OfStatusAndBody_IsOutcome(int status, string body, BranchOutcome outcome)
    {
        var result = await AnsweredAsync(Response(status, body));

        Assert.Equal((outcome, status, body), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Response_204WithoutLength_IsError()
    {
        var result = await AnsweredAsync("HTTP/1.1 204 No Content\r\n\r\n");

        Assert.Equal((BranchOutcome.Error, 204), (result.Outcome, result.StatusCode));
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var elsewhere = Start(Response(200, ""));
        await using var participant = Start(Response(301, "", $"Location: {elsewhere.Url}/\r\n"));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal((BranchOutcome.Error, 301), (result.Outcome, result.StatusCode));
        Assert.Equal(0, elsewhere.Connections);
    }

    [Theory]
    [InlineData("https://user:pw@bank.example:8443/out?token=secret", "a redirect to bank.example:8443, which is not followed; gone")]
    [InlineData("/elsewhere?token=secret", "a redirect to the same host, which is not followed; gone")]
    public async Task Redirect_SaysWhereItLeads_AndNoSecret(string location, string words) =>
        Assert.Equal(words, (await AnsweredAsync(Response(307, "gone", $"Location: {location}\r\n"))).Excerpt);

    [Theory]
    [InlineData("SUCCESS", BranchOutcome.Success)]
    [InlineData("FAILURE", BranchOutcome.Failure)]
    [InlineData("ONGOING", BranchOutcome.Ongoing)]
    public async Task Answer_CodedByGzip_IsRead(string word, BranchOutcome outcome)
    {
        var result = await AnsweredAsync(Response(200, Gzip($$"""{"dtm_result":"{{word}}"}"""), "Content-Encoding: gzip\r\n"));

        Assert.Equal((outcome, $$"""{"dtm_result":"{{word}}"}"""), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Answer_ThatGrowsOutOfGzip_IsReadToTheLimitOnly()
    {
        var result = await AnsweredAsync(Response(200, Gzip(new string('x', 64 * Limit)), "Content-Encoding: gzip\r\n"));

        Assert.Equal(BranchOutcome.Error, result.Outcome);
        Assert.StartsWith($"the response is longer than {Limit} bytes", result.Excerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br", 200, BranchOutcome.Error, "the response's Content-Encoding is not known here")]
    [InlineData("gzip, br", 200, BranchOutcome.Error, "the response's Content-Encoding is not known here")]
    [InlineData("gzip", 200, BranchOutcome.Error, "the response is not what its Content-Encoding says")]
    [InlineData("X-GZIP", 200, BranchOutcome.Error, "the response is not what its Content-Encoding says")]
    [InlineData("Identity", 200, BranchOutcome.Success, "no words")]
    // A mistake that is often made, and hides nothing.
    [InlineData("UTF-8", 200, BranchOutcome.Success, "no words")]
    [InlineData("br", 409, BranchOutcome.Failure, "no words")]
    public async Task Answer_CodedOtherwise_IsNoSuccessWhereItsTextIsHidden(string coding, int status, BranchOutcome outcome, string excerpt)
    {
        var result = await AnsweredAsync(Response(status, "no words", $"Content-Encoding: {coding}\r\n"));

        Assert.Equal((outcome, excerpt), (result.Outcome, result.Excerpt));
    }

    /// <summary>Nothing but gzip itself tells that something is missing.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(30)]
    public async Task Answer_CodedByGzip_ThatIsCut_IsNoSuccess(int length)
    {
        var whole = Gzip("""{"dtm_result":"FAILURE","message":"the account is closed"}""");

        var result = await AnsweredAsync(Response(200, whole[..length], "Content-Encoding: gzip\r\n"));

        Assert.Equal((BranchOutcome.Error, "the response is not what its Content-Encoding says"), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Answer_ThatIsEmpty_IsEmpty_HoweverItSaysItIsCoded()
    {
        var result = await AnsweredAsync(Response(200, "", "Content-Encoding: gzip\r\n"));

        Assert.Equal((BranchOutcome.Success, ""), (result.Outcome, result.Excerpt));
    }

    [Theory]
    [InlineData("FAILURE", BranchOutcome.Failure)]
    [InlineData("ONGOING", BranchOutcome.Ongoing)]
    public async Task Word_CutByChunks_IsFound(string word, BranchOutcome outcome)
    {
        var chunks = string.Concat(word.Select(character => $"1\r\n{character}\r\n"));

        var result = await AnsweredAsync($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");

        Assert.Equal((outcome, word), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Word_AtEveryPlaceAroundBufferEnds_IsFound()
    {
        // A window over two buffer lengths meets every way in which a buffer's end can cut the word.
        await using var participant = Start(exchange =>
        {
            var at = int.Parse(exchange.Request.Split("/at")[1].Split('?')[0], System.Globalization.CultureInfo.InvariantCulture);
            return exchange.SendAsync(Response(200, new string('.', at) + "FAILURE" + new string('.', 5000)));
        });
        using var bed = new CallerBed();

        foreach (var at in Enumerable.Range(4096 - 10, 20).Concat(Enumerable.Range((2 * 4096) - 22, 30)))
        {
            var result = await bed.CallAsync(ACall($"{participant.Url}/at{at}"));
            Assert.True(result.Outcome == BranchOutcome.Failure, $"missed at {at}");
        }
    }

    [Theory]
    [InlineData(200, "", Limit, BranchOutcome.Success)]
    [InlineData(200, "", Limit + 1, BranchOutcome.Error)]
    [InlineData(200, "", 10 * Limit, BranchOutcome.Error)]
    [InlineData(200, "FAILURE", 10 * Limit, BranchOutcome.Failure)]
    [InlineData(200, "ONGOING", 10 * Limit, BranchOutcome.Ongoing)]
    [InlineData(409, "", 10 * Limit, BranchOutcome.Failure)]
    [InlineData(425, "", 10 * Limit, BranchOutcome.Ongoing)]
    [InlineData(500, "", 10 * Limit, BranchOutcome.Error)]
    public async Task Response_OfManyBytes_IsReadToLimit(int status, string start, int length, BranchOutcome outcome)
    {
        var result = await AnsweredAsync(Response(status, start + new string('x', length - start.Length)));

        Assert.Equal((outcome, status, BranchResult.MaxExcerptLength), (result.Outcome, result.StatusCode, result.Excerpt.Length));
        Assert.Equal(outcome == BranchOutcome.Error, result.Excerpt.StartsWith("the response is longer than 1048576 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Word_BeyondLimit_IsNotSeen()
    {
        var result = await AnsweredAsync(Response(200, new string('x', Limit) + "FAILURE"));

        Assert.Equal(BranchOutcome.Error, result.Outcome);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nSUCCESS", BranchOutcome.Success)]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nFAILURE", BranchOutcome.Failure)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nSUCCESS", BranchOutcome.Error)]
    [InlineData("HTTP/1.1 409 No\r\nContent-Length: 100\r\n\r\nFAILURE", BranchOutcome.Error)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nSUC", BranchOutcome.Error)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nSUC", BranchOutcome.Error)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", BranchOutcome.Error)]
    [InlineData("HELLO FAILURE\r\n\r\n", BranchOutcome.Error)]
    [InlineData("\0\u0001\u0002\r\n\r\n", BranchOutcome.Error)]
    [InlineData("", BranchOutcome.Error)]
    public async Task Connection_ClosedAfter_IsOutcome(string bytes, BranchOutcome outcome)
    {
        await using var participant = Start(async exchange =>
        {
            await exchange.SendAsync(bytes);
            exchange.Close();
        });
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal(outcome, result.Outcome);
        Assert.NotEmpty(result.Excerpt);
        await participant.NextRequestAsync();
        Assert.False(participant.HasRequest, "the call was repeated behind our back");
    }

    [Fact]
    public async Task KeptConnection_ClosedInsteadOfAnswer_IsErrorAndNotRepeated()
    {
        var answered = 0;
        await using var participant = Start(async exchange =>
        {
            if (++answered == 1)
                await exchange.SendAsync(Response(200, ""));
            else
                exchange.Close();
        });
        using var bed = new CallerBed();

        var first = await bed.CallAsync(ACall(participant.Url, payload: ""));
        var second = await bed.CallAsync(ACall(participant.Url, payload: ""));

        Assert.Equal((BranchOutcome.Success, BranchOutcome.Error), (first.Outcome, second.Outcome));
        Assert.Equal(2, answered);
        Assert.Equal(1, participant.Connections);
    }

    [Fact]
    public async Task Connection_Reset_IsError()
    {
        await using var participant = Start(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal((BranchOutcome.Error, 0, "the connection was reset"), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Connection_Refused_IsError()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall($"http://u:secret@{closed.LocalEndPoint}/?token=secret"));

        Assert.Equal((BranchOutcome.Error, 0, "connection refused"), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Host_ThatHasNoAddress_IsError()
    {
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall("http://nobody.invalid/"));

        Assert.Equal((BranchOutcome.Error, 0, "the host name could not be resolved"), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Tls_AnsweredInPlainText_IsError()
    {
        await using var participant = Start(Response(200, ""));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url.Replace("http:", "https:", StringComparison.Ordinal)));

        Assert.Equal((BranchOutcome.Error, 0, "the TLS handshake failed"), (result.Outcome, result.StatusCode, result.Excerpt));
    }

    [Fact]
    public async Task Excerpt_OfBrokenUtf8_IsReplacedNotRefused()
    {
        await using var participant = Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
            await exchange.SendAsync((byte[])[(byte)'a', 0xC3, (byte)'b', 0, 0xFF, (byte)'c']);
        });
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal((BranchOutcome.Success, "a\uFFFDb\uFFFD\uFFFDc"), (result.Outcome, result.Excerpt));
    }

    [Fact]
    public async Task Excerpt_OfLongText_EndsWithWholeCharacter()
    {
        var body = Encoding.UTF8.GetBytes("x" + string.Concat(Enumerable.Repeat("\U0001F600", 2000)));
        await using var participant = Start(async exchange =>
        {
            await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
            await exchange.SendAsync(body);
        });
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url));

        Assert.Equal("x" + string.Concat(Enumerable.Repeat("\U0001F600", 511)), result.Excerpt);
    }

    [Fact]
    public async Task Cookies_OfParticipant_AreNotSentBack()
    {
        await using var participant = Start(Response(200, "", "Set-Cookie: session=1; Path=/\r\n"));
        using var bed = new CallerBed();

        await bed.CallAsync(ACall(participant.Url));
        await bed.CallAsync(ACall(participant.Url));

        Assert.DoesNotContain("session", await participant.NextRequestAsync() + await participant.NextRequestAsync(), StringComparison.Ordinal);
    }

    /// <summary>The bytes as Latin-1 text, as <see cref="RawParticipant"/> sends it.</summary>
    private static string Gzip(string text)
    {
        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return Encoding.Latin1.GetString(coded.ToArray());
    }

    private static async Task<BranchResult> AnsweredAsync(string response)
    {
        await using var participant = Start(async exchange =>
        {
            await exchange.SendAsync(response);
            await exchange.HangAsync();
        });
        using var bed = new CallerBed();
        return await bed.CallAsync(ACall(participant.Url));
    }
}
