using OrleansSaga.Grains;
using OrleansSaga.Silo.Branches;
using static OrleansSaga.Silo.Tests.Branches.CallerBed;

namespace OrleansSaga.Silo.Tests.Branches;

/// <summary>What leaves, byte for byte (protocol 3.1).</summary>
public sealed class BranchRequestBytesTests
{
    private static readonly string Product = $"OrleansSaga/{typeof(SiloHost).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>What every call says, as DTM's do, in the order in which it is sent.</summary>
    private static readonly string Own = $"Accept: application/json\r\nUser-Agent: {Product}\r\nAccept-Encoding: gzip\r\n";

    private const string Query = "branch_id=01&gid=g1&op=action&trans_type=saga";

    [Fact]
    public async Task Request_WithPayload_IsPostWithLengthAndVerbatimBody()
    {
        var (request, port) = await SentAsync(url => ACall(url + "/out", payload: "{\"amount\": 30 }"));

        Assert.Equal(
            $"POST /out?{Query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{Own}Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{{\"amount\": 30 }}",
            request);
    }

    [Fact]
    public async Task Request_WithoutPayload_IsGet()
    {
        var (request, port) = await SentAsync(url => ACall(url + "/out", payload: "", op: BranchOp.Compensate));

        Assert.Equal(
            $"GET /out?branch_id=01&gid=g1&op=compensate&trans_type=saga HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{Own}Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
            request);
    }

    [Fact]
    public async Task Request_OfXaWithoutPayload_IsPostOfLengthZero()
    {
        var (request, port) = await SentAsync(url => ACall(url + "/x", payload: "", mode: TransactionMode.Xa));

        Assert.Equal(
            $"POST /x?branch_id=01&gid=g1&op=action&trans_type=xa HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{Own}Content-Type: application/json\r\nContent-Length: 0\r\n\r\n",
            request);
    }

    [Fact]
    public async Task Request_WithLongPayload_IsNotChunked()
    {
        var payload = new string('x', 300_000);

        var (request, _) = await SentAsync(url => ACall(url, payload));

        Assert.Contains("\r\nContent-Length: 300000\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", request, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n" + payload, request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/?" + Query)]
    [InlineData("?a=1", "/?a=1&" + Query)]
    [InlineData("/", "/?" + Query)]
    [InlineData("/p?", "/p?" + Query)]
    [InlineData("/p?a=1", "/p?a=1&" + Query)]
    [InlineData("/p?a=1&", "/p?a=1&&" + Query)]
    [InlineData("/p?gid=other&A=%7e+%2F", "/p?gid=other&A=%7e+%2F&" + Query)]
    [InlineData("/p#frag?x=1", "/p?" + Query)]
    [InlineData("/p?a=1#frag", "/p?a=1&" + Query)]
    [InlineData("/a/../b/./%41//c", "/a/../b/./%41//c?" + Query)]
    [InlineData("/a b\\c", "/a%20b%5Cc?" + Query)]
    [InlineData("/ä?ü=€", "/%C3%A4?%C3%BC=%E2%82%AC&" + Query)]
    [InlineData("/p?a=1\r\nX-Evil: 1", "/p?a=1%0D%0AX-Evil:%201&" + Query)]
    public async Task Target_OfUrl_KeepsItAndAppendsParameters(string rest, string target)
    {
        var (request, _) = await SentAsync(url => ACall(url + rest));

        Assert.Equal($"POST {target} HTTP/1.1", request.Split("\r\n")[0]);
    }

    [Theory]
    [InlineData("a b", "a+b")]
    [InlineData("a+b&c=d", "a%2Bb%26c%3Dd")]
    [InlineData("-_.~!*'()", "-_.~%21%2A%27%28%29")]
    [InlineData("ä€\U0001F600", "%C3%A4%E2%82%AC%F0%9F%98%80")]
    public async Task Gid_InQuery_IsEncodedAsGoDoes(string gid, string encoded)
    {
        var (request, _) = await SentAsync(url => ACall(url + "/p", gid: gid));

        Assert.Equal($"POST /p?branch_id=01&gid={encoded}&op=action&trans_type=saga HTTP/1.1", request.Split("\r\n")[0]);
    }

    [Fact]
    public async Task Gid_WithHalfASurrogate_IsEncodedAsReplacementCharacter()
    {
        var (request, _) = await SentAsync(url => ACall(url + "/p", gid: "x" + '\ud800' + "y"));

        Assert.StartsWith("POST /p?branch_id=01&gid=x%EF%BF%BDy&op=", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_OfBranch_AreSentAndOverrideOurs()
    {
        var headers = new Dictionary<string, string>
        {
            ["content-type"] = "text/plain; charset=utf-8",
            ["Host"] = "bank.example",
            ["Authorization"] = "Bearer t",
            ["X-Name"] = "Zoë",
            ["Cookie"] = "a=b",
            ["accept"] = "text/plain",
            ["user-agent"] = "me",
            ["Accept-Encoding"] = "br",
        };

        var (request, _) = await SentAsync(url => ACall(url.Replace("//", "//user:pw@", StringComparison.Ordinal), headers: headers));

        Assert.Equal(
            ["Accept-Encoding: gzip", "Accept: text/plain", "Authorization: Bearer t", "Content-Length: 2", "Content-Type: text/plain; charset=utf-8", "Cookie: a=b", "Host: bank.example", "User-Agent: me", "X-Name: Zo\u00c3\u00ab"],
            HeadersOf(request));
    }

    [Fact]
    public async Task Headers_AboutFraming_AreNotTakenFromBranch()
    {
        var headers = new Dictionary<string, string> { ["Content-Length"] = "1", ["Transfer-Encoding"] = "chunked", ["Trailer"] = "X" };

        var (request, port) = await SentAsync(url => ACall(url, headers: headers));

        Assert.Equal(["Accept-Encoding: gzip", "Accept: application/json", "Content-Length: 2", "Content-Type: application/json", $"Host: 127.0.0.1:{port}", $"User-Agent: {Product}"], HeadersOf(request));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("user@host")]
    [InlineData("host:x")]
    public async Task Header_HostThatIsNone_IsErrorAndNothingIsSent(string host)
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(200, ""));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url, headers: new Dictionary<string, string> { ["Host"] = host }));

        Assert.Equal((BranchOutcome.Error, 0, "the branch header Host cannot be sent"), (result.Outcome, result.StatusCode, result.Excerpt));
        Assert.False(participant.HasRequest);
    }

    [Fact]
    public async Task User_InUrl_BecomesBasicAuthorization()
    {
        var (request, _) = await SentAsync(url => ACall(url.Replace("//", "//us%65r:p%40w@", StringComparison.Ordinal)));

        Assert.Contains("Authorization: Basic dXNlcjpwQHc=", HeadersOf(request));
    }

    [Fact]
    public async Task Header_WithLineBreak_IsErrorWithoutItsValueAndNothingIsSent()
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(200, ""));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(participant.Url, headers: new() { ["X-A"] = "secret\r\nX-B: 1" }));

        Assert.Equal(BranchOutcome.Error, result.Outcome);
        Assert.Equal("the branch header X-A cannot be sent", result.Excerpt);
        Assert.Equal(0, participant.Connections);
    }

    [Fact]
    public async Task Callback_OfAWorkflow_HasItsNameAsOp()
    {
        var (request, _) = await SentAsync(url => ACall(url, op: BranchOp.Callback, mode: TransactionMode.Workflow, opName: "my wf&"));

        Assert.Contains("&op=my+wf%26&trans_type=workflow HTTP/1.1\r\n", request, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://h/x", "http")]
    [InlineData("http://", "http")]
    [InlineData("http://?x", "http")]
    [InlineData("http://h\\@other/", "http")]
    [InlineData("http://a b/", "http")]
    [InlineData("http://h:99999/", "http")]
    [InlineData("dapr://h/x", "http")]
    [InlineData("ftp://h/x?method=m", "json-rpc")]
    public async Task Url_ThatCannotBeCalled_IsError(string url, string protocol)
    {
        using var bed = new CallerBed();

        var result = await bed.CallAsync(ACall(url, protocol: protocol));

        Assert.Equal((BranchOutcome.Error, 0), (result.Outcome, result.StatusCode));
        Assert.NotEmpty(result.Excerpt);
    }

    [Theory]
    [InlineData(true, "http://localhost/localhost?a=127.0.0.1&b=127.0.0.1", "http://host.docker.internal/localhost?a=host.docker.internal&b=127.0.0.1&")]
    [InlineData(true, "https://127.0.0.1:8/x", "https://host.docker.internal:8/x?")]
    [InlineData(true, "http://bank/x", "http://bank/x?")]
    [InlineData(false, "http://localhost/127.0.0.1", "http://localhost/127.0.0.1?")]
    public void Localhost_OfUrl_MeansTheHostOnlyInDocker(bool inDocker, string url, string expected)
    {
        Assert.True(BranchTarget.TryCreate(ACall(url), inDocker, out var target, out _));

        Assert.Equal(expected + Query, target.Url.AbsoluteUri);
    }

    private static async Task<(string Request, int Port)> SentAsync(Func<string, BranchCall> call)
    {
        await using var participant = RawParticipant.Start(RawParticipant.Response(200, "ok"));
        using var bed = new CallerBed();

        var result = await bed.CallAsync(call(participant.Url));

        Assert.Equal((BranchOutcome.Success, 200, "ok"), (result.Outcome, result.StatusCode, result.Excerpt));
        return (await participant.NextRequestAsync(), participant.Port);
    }

    private static IEnumerable<string> HeadersOf(string request) =>
        request.Split("\r\n\r\n")[0].Split("\r\n").Skip(1).Order(StringComparer.Ordinal);
}
