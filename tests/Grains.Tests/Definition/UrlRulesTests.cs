namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>Which URLs a protocol can call (protocol section 3), and what JSON-RPC asks of a payload.</summary>
public sealed class UrlRulesTests
{
    [Theory]
    [InlineData("localhost:36790/busi.Busi/TransIn")]
    [InlineData("10.0.0.1:1/s.S/M")]
    [InlineData("[::1]:58081/busi.Busi/TransIn")]
    [InlineData("service/busi.Busi/TransIn")]
    [InlineData("http://a/b")]
    [InlineData("https://a/b?c=d")]
    [InlineData("")]
    public void Url_OfAGrpcTransaction_IsTaken(string url)
    {
        Assert.Equal(url, ARequest.Accepted(With("grpc", url)).Steps[0].Action);
        Assert.Equal(url, ARequest.Accepted(With("json-rpc", url)).Steps[0].Action);
    }

    [Theory]
    [InlineData("localhost:1")]
    [InlineData("localhost:1/")]
    [InlineData("localhost:1/s.S")]
    [InlineData("localhost:1/s.S/")]
    [InlineData("localhost:1/s.S/M/N")]
    [InlineData("/s.S/M")]
    [InlineData("localhost:99999/s.S/M")]
    [InlineData("localhost:x/s.S/M")]
    [InlineData("nacos://service/s.S/M")]
    [InlineData("dapr://a/b")]
    [InlineData("localhost:1/s.S/M?a=b")]
    [InlineData("user@localhost:1/s.S/M")]
    [InlineData("localhost:1/../M")]
    [InlineData("localhost:1/s\\S/M")]
    [InlineData("local host/s.S/M")]
    public void Url_ThatGrpcCannotCall_IsRefused(string url)
    {
        Assert.Equal("steps[0].action: neither an http or https URL nor host:port/package.Service/Method", ARequest.Refused(With("grpc", url)));
        Assert.Equal("steps[0].action: neither an http or https URL nor host:port/package.Service/Method", ARequest.Refused(With("json-rpc", url)));
    }

    [Theory]
    [InlineData("localhost:1/s.S/M\n")]
    [InlineData("http://a/\0b")]
    [InlineData("\thttp://a/b")]
    public void Url_WithControlCharacters_IsRefusedInEveryProtocol(string url)
    {
        foreach (var protocol in new[] { "http", "grpc", "json-rpc" })
            Assert.Equal("steps[0].action: control characters are not allowed", ARequest.Refused(With(protocol, url)));
    }

    /// <summary>They pass for URLs, and could not be called: a name that mixes directions, and one that is not what its prefix says.</summary>
    [Theory]
    [InlineData("http://shop\u05d0.example/x")]
    [InlineData("http://xn--\u00fc.example/")]
    public void Url_WhoseHostHasNoFormInAscii_IsRefused(string url) =>
        Assert.Equal("steps[0].action: not an http or https URL", ARequest.Refused(With("http", url)));

    [Theory]
    [InlineData("grpc")]
    [InlineData("json-rpc")]
    public void Url_ThatOnlyLooksLikeHttp_IsRefusedInEveryProtocol(string protocol) =>
        Assert.Equal("steps[0].action: not an http or https URL", ARequest.Refused(With(protocol, "http://")));

    [Fact]
    public void Url_OfGrpc_IsLimited() =>
        Assert.Equal("steps[0].action: 2049 characters, at most 2048 are allowed", ARequest.Refused(With("grpc", "a/s.S/".PadRight(2049, 'm'))));

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData(""" {"a":[1,{"b":null}]} """)]
    public void Payload_OfAJsonRpcBranch_IsAnObject(string payload) => ARequest.Accepted(With("json-rpc", "http://a/?method=x", payload));

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("no JSON")]
    public void Payload_OfAJsonRpcBranch_ThatIsNoObject_IsRefused(string payload)
    {
        const string Message = "payloads[0]: a JSON-RPC branch needs a JSON object of at most 64 levels";

        Assert.Equal(Message, ARequest.Refused(With("json-rpc", "http://a/?method=x", payload)));
        Assert.Equal(Message, ARequest.Refused(With("json-rpc", "http://a/", payload) with { Steps = [new StartStep("", "http://a/method")] }));
    }

    [Theory]
    [InlineData("http", "http://a/?method=x")]
    [InlineData("grpc", "http://a/?method=x")]
    [InlineData("json-rpc", "http://a/do")]
    [InlineData("json-rpc", "a:1/s.S/method")]
    public void Payload_OfAnyOtherBranch_MayBeAnything(string protocol, string url) => ARequest.Accepted(With(protocol, url, "[]"));

    [Fact]
    public void Payload_OfAJsonRpcCallback_IsAnObjectToo()
    {
        var request = ARequest.Saga(0) with { TransType = "workflow", Protocol = "json-rpc", QueryPrepared = "http://a/?method=resume" };

        ARequest.Accepted(request with { CustomData = """{"data":"e30="}""" });
        Assert.Equal(
            "custom_data.data: a JSON-RPC branch needs a JSON object of at most 64 levels",
            ARequest.Refused(request with { CustomData = """{"data":"W10="}""" }));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Payload_OfAJsonRpcBranch_HasALimitOfLevels(int levels, bool isTaken)
    {
        var request = With("json-rpc", "http://a/?method=x", string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels));

        if (isTaken)
            ARequest.Accepted(request);
        else
            Assert.StartsWith("payloads[0]: ", ARequest.Refused(request), StringComparison.Ordinal);
    }

    private static StartTransaction With(string protocol, string url, string payload = "{}") =>
        ARequest.Saga(1) with { Protocol = protocol, Steps = [new StartStep(url, "")], Payloads = [System.Text.Encoding.UTF8.GetBytes(payload)] };
}
