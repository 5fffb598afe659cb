using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Definition;

/// <summary>What a request may hold. Every refusal names the field and the limit.</summary>
public sealed class DefinitionBuilderTests
{
    [Fact]
    public void Plain_IsTakenAsSent()
    {
        var definition = ARequest.Accepted(ARequest.Saga());

        Assert.Equal((TransactionMode.Saga, "http", false), (definition.Mode, definition.Protocol, definition.Concurrent));
        Assert.Equal(["http://a/0/do", "http://a/1/do"], definition.Steps.Select(step => step.Action));
        Assert.Equal(["http://a/0/undo", "http://a/1/undo"], definition.Steps.Select(step => step.Compensate));
        Assert.Equal("{}"u8, definition.Steps[1].Payload.Span);
        Assert.Equal(new ResolvedDefaults(3, 10, 3600, 0.1) { TimeoutToFailSeconds = 35 }, definition.Defaults);
        Assert.All(definition.Steps, step => Assert.Equal(StepPolicy.None, step.Policy));
    }

    [Theory]
    [InlineData("", "trans_type: missing")]
    [InlineData("Saga", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    [InlineData("sage", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    [InlineData("TCC", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    [InlineData("message", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    public void TransType_OtherThanTheFive_IsRefused(string transType, string message) =>
        Assert.Equal(message, ARequest.Refused(ARequest.Saga() with { TransType = transType }));

    [Theory]
    [InlineData("", "http")]
    [InlineData("http", "http")]
    [InlineData("grpc", "grpc")]
    [InlineData("json-rpc", "json-rpc")]
    public void Protocol_Known_IsTaken(string sent, string expected) =>
        Assert.Equal(expected, ARequest.Accepted(ARequest.Saga() with { Protocol = sent }).Protocol);

    [Theory]
    [InlineData("HTTP")]
    [InlineData("soap")]
    public void Protocol_Unknown_IsRefused(string protocol) =>
        Assert.Equal("protocol: unknown; known are http, grpc and json-rpc", ARequest.Refused(ARequest.Saga() with { Protocol = protocol }));

    [Fact]
    public void Steps_AThousand_AreTaken() => Assert.Equal(1000, ARequest.Accepted(ARequest.Saga(1000)).Steps.Length);

    [Fact]
    public void Steps_AThousandAndOne_AreRefused() =>
        Assert.Equal("steps: 1001 steps, at most 1000 are allowed", ARequest.Refused(ARequest.Saga(1001)));

    [Fact]
    public void Steps_None_AreTaken() => Assert.Empty(ARequest.Accepted(ARequest.Saga(0)).Steps);

    [Fact]
    public void Payloads_FewerThanSteps_AreRefused()
    {
        var request = ARequest.Saga() with { Payloads = [ReadOnlyMemory<byte>.Empty] };

        Assert.Equal("payloads: 1 payloads for 2 steps", ARequest.Refused(request));
    }

    [Fact]
    public void Payloads_MoreThanSteps_AreTaken()
    {
        var request = ARequest.Saga(1) with { Payloads = [ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty] };

        Assert.Single(ARequest.Accepted(request).Steps);
    }

    [Theory]
    [InlineData("ftp://a/b")]
    [InlineData("a/b")]
    [InlineData("/b")]
    [InlineData("http://")]
    [InlineData("http:/a")]
    [InlineData("nacos://service/path")]
    [InlineData("localhost:8080/a")]
    [InlineData(" http://a/")]
    public void Url_NotHttp_IsRefused(string url)
    {
        Assert.Equal("steps[0].action: not an http or https URL", ARequest.Refused(ARequest.Saga(1) with { Steps = [new StartStep(url, "")] }));
        Assert.Equal("steps[0].compensate: not an http or https URL", ARequest.Refused(ARequest.Saga(1) with { Steps = [new StartStep("", url)] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://a")]
    [InlineData("HTTPS://a:8443/b?c=d")]
    [InlineData("http://[::1]:80/x")]
    public void Url_HttpOrEmpty_IsTaken(string url) =>
        Assert.Equal(url, ARequest.Accepted(ARequest.Saga(1) with { Steps = [new StartStep(url, url)] }).Steps[0].Action);

    [Theory]
    [InlineData(2048, null)]
    [InlineData(2049, "steps[1].action: 2049 characters, at most 2048 are allowed")]
    public void Url_Length_IsLimited(int length, string? message)
    {
        var url = "http://a/".PadRight(length, 'x');
        var request = ARequest.Saga() with { Steps = [new StartStep("", ""), new StartStep(url, "")] };

        if (message is null)
            ARequest.Accepted(request);
        else
            Assert.Equal(message, ARequest.Refused(request));
    }

    [Fact]
    public void QueryPrepared_TooLong_IsRefused() =>
        Assert.Equal("query_prepared: 2049 characters, at most 2048 are allowed", ARequest.Refused(ARequest.Saga() with { QueryPrepared = new string('q', 2049) }));

    [Fact]
    public void QueryPrepared_WithControlCharacters_IsRefusedInEveryMode() =>
        Assert.Equal("query_prepared: control characters are not allowed", ARequest.Refused(ARequest.Saga() with { QueryPrepared = "http://a/\0b" }));

    [Fact]
    public void Payloads_TooLongTogether_AreRefused()
    {
        var payload = new ReadOnlyMemory<byte>(new byte[1024 * 1024]);

        ARequest.Accepted(ARequest.Saga(16) with { Payloads = [.. Enumerable.Repeat(payload, 16)] });
        Assert.Equal(
            "payloads: 17825792 bytes together, at most 16777216 are allowed",
            ARequest.Refused(ARequest.Saga(17) with { Payloads = [.. Enumerable.Repeat(payload, 17)] }));
    }

    [Theory]
    [InlineData("timeout_to_fail", 31_536_000)]
    [InlineData("request_timeout", 86_400)]
    [InlineData("retry_interval", 31_536_000)]
    [InlineData("retry_limit", int.MaxValue)]
    [InlineData("retry_count", int.MaxValue)]
    public void Numbers_HaveTheirRange(string field, long most)
    {
        ARequest.Accepted(ARequest.Saga() with { Options = With(field, most) });
        Assert.Equal(ARequest.Text($"{field}: {most + 1}, at most {most} is allowed"), ARequest.Refused(ARequest.Saga() with { Options = With(field, most + 1) }));
        Assert.Equal($"{field}: -1 is negative", ARequest.Refused(ARequest.Saga() with { Options = With(field, -1) }));
        Assert.Equal($"{field}: {long.MinValue} is negative", ARequest.Refused(ARequest.Saga() with { Options = With(field, long.MinValue) }));
    }

    [Fact]
    public void BranchHeaders_TooMany_AreRefused()
    {
        var headers = Enumerable.Range(0, 65).ToDictionary(i => ARequest.Text($"h{i}"), _ => "v");

        Assert.Equal("branch_headers: 65 headers, at most 64 are allowed", ARequest.Refused(WithHeaders(headers)));
    }

    [Theory]
    [InlineData("", "v", "branch_headers: a name is not a header name of at most 8192 characters")]
    [InlineData("a b", "v", "branch_headers: a name is not a header name of at most 8192 characters")]
    [InlineData("a:b", "v", "branch_headers: a name is not a header name of at most 8192 characters")]
    [InlineData("x-a", "one\r\nx-b: two", "branch_headers.x-a: contains a control character")]
    [InlineData("x-a", "\0", "branch_headers.x-a: contains a control character")]
    public void BranchHeaders_ThatCannotBeSent_AreRefused(string name, string value, string message) =>
        Assert.Equal(message, ARequest.Refused(WithHeaders(new Dictionary<string, string> { [name] = value })));

    [Fact]
    public void BranchHeaders_TooLong_AreRefused() =>
        Assert.Equal("branch_headers.x-a: 8193 characters, at most 8192 are allowed", ARequest.Refused(WithHeaders(new Dictionary<string, string> { ["x-a"] = new string('v', 8193) })));

    private static StartTransaction WithHeaders(Dictionary<string, string> headers) =>
        ARequest.Saga() with { Options = ARequest.Options with { BranchHeaders = headers } };

    private static StartOptions With(string field, long value) => field switch
    {
        "timeout_to_fail" => ARequest.Options with { TimeoutToFailSeconds = value },
        "request_timeout" => ARequest.Options with { RequestTimeoutSeconds = value },
        "retry_interval" => ARequest.Options with { RetryIntervalSeconds = value },
        "retry_limit" => ARequest.Options with { RetryLimit = value },
        "retry_count" => ARequest.Options with { RetryCount = value },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No such number."),
    };
}
