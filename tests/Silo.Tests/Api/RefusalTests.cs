using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class RefusalTests(ApiBed bed) : IClassFixture<ApiBed>
{
    private const string Known = "gid, mode, steps, concurrent, tags, delay, timeout_to_fail, request_timeout, retry_interval, retry_limit, branch_headers, wait";

    [Theory]
    [InlineData("""{"step":[]}""", $"step: unknown key; known are {Known}")]
    [InlineData("""{"steps":[{},{"actoin":"x"}]}""", "steps[1].actoin: unknown key; known are action, compensate, payload, payload_text, after, policy")]
    [InlineData("""{"steps":[{"policy":{"retries":3}}]}""", "steps[0].policy.retries: unknown key; known are request_timeout, max_attempts, backoff, non_compensable, park")]
    [InlineData("""{"a.b c":1}""", $"['a.b c']: unknown key; known are {Known}")]
    [InlineData("""{"gid":7,"steps":[]}""", "gid: not a string")]
    [InlineData("""{"gid":"\ud800","steps":[]}""", "gid: not a string")]
    [InlineData("""{"gid":"a","gid":"b","steps":[]}""", "gid: given more than once")]
    [InlineData("""{"gid":"","steps":[]}""", "gid: missing")]
    [InlineData("""{"gid":"a\u0001","steps":[]}""", "gid: contains a control character")]
    [InlineData("""{"steps":{}}""", "steps: not an array")]
    [InlineData("""{"steps":[null]}""", "steps[0]: not an object")]
    [InlineData("""{"steps":["x"]}""", "steps[0]: not an object")]
    [InlineData("{}", "steps: missing")]
    [InlineData("[]", "body: not an object")]
    [InlineData("null", "body: not an object")]
    [InlineData("""{"wait":"yes","steps":[]}""", "wait: not a boolean")]
    [InlineData("""{"timeout_to_fail":1.5,"steps":[]}""", "timeout_to_fail: not a whole number")]
    [InlineData("""{"timeout_to_fail":-1,"steps":[]}""", "timeout_to_fail: -1 is negative")]
    [InlineData("""{"request_timeout":86401,"steps":[]}""", "request_timeout: 86401, at most 86400 is allowed")]
    [InlineData("""{"mode":"sga","steps":[]}""", "mode: unknown; known are saga and msg")]
    [InlineData("""{"mode":"tcc","steps":[]}""", "mode: tcc is prepared and ended by its client over DTM's protocol; saga and msg can be started here")]
    [InlineData("""{"tags":{"x":1},"steps":[]}""", "tags.x: not a string")]
    [InlineData("""{"tags":{"x":null},"steps":[]}""", "tags.x: not a string")]
    [InlineData("""{"tags":{"":"v"},"steps":[]}""", "tags.: key and value must have at most 128 characters, the key at least one")]
    [InlineData("""{"branch_headers":{"a b":"v"},"steps":[]}""", "branch_headers: a name is not a header name of at most 8192 characters")]
    [InlineData("""{"branch_headers":{"a":null},"steps":[]}""", "branch_headers.a: not a string")]
    [InlineData("""{"steps":[{"action":"ftp://x/"}]}""", "steps[0].action: not an http or https URL")]
    [InlineData("""{"steps":[{"payload":1,"payload_text":"1"}]}""", "steps[0].payload_text: give payload or payload_text, not both")]
    [InlineData("""{"steps":[{},{"after":["0"]}]}""", "steps[1].after[0]: not a whole number")]
    [InlineData("""{"steps":[{},{"after":[2]}]}""", "steps[1].after: names a step that is not from 0 to 1")]
    [InlineData("""{"steps":[{},{"after":[-1]}]}""", "steps[1].after: names a step that is not from 0 to 1")]
    [InlineData("""{"concurrent":true,"steps":[{"after":[1]},{"after":[0]}]}""", "steps[].after: steps wait for each other: 0 <- 1 <- 0")]
    [InlineData("""{"steps":[{"policy":{"max_attempts":0}}]}""", "steps[0].policy.max_attempts: not a whole number from 1 to 1000000")]
    [InlineData("""{"steps":[{"policy":{"max_attempts":"3"}}]}""", "steps[0].policy.max_attempts: not a whole number")]
    [InlineData("""{"steps":[{},{"policy":{"park":true}}]}""", "steps[1].policy.park: needs max_attempts, after which the step parks")]
    [InlineData("""{"steps":[{"policy":{"backoff":{"multiplier":2}}}]}""", "steps[0].policy.backoff.initial_seconds: missing")]
    [InlineData("""{"steps":[{"policy":{"backoff":{"initial_seconds":0.01}}}]}""", "steps[0].policy.backoff.initial_seconds: not a number from 0.1 to 31536000")]
    [InlineData("""{"steps":[{"policy":{"backoff":{"initial_seconds":1e400}}}]}""", "steps[0].policy.backoff.initial_seconds: not a finite number")]
    [InlineData("""{"steps":[{},{"policy":{"backoff":{"initial_seconds":1,"multiplier":-1e400}}}]}""", "steps[1].policy.backoff.multiplier: not a finite number")]
    [InlineData("""{"steps":[{"policy":{"backoff":{"initial_seconds":1,"max_seconds":1e999}}}]}""", "steps[0].policy.backoff.max_seconds: not a finite number")]
    public async Task Start_WrongField_IsRefusedByItsName(string body, string detail)
    {
        var reply = await bed.StartAsync(body);

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "invalid_argument", detail);
    }

    [Theory]
    [InlineData("POST", "/api/v1/transactions?wait=true")]
    [InlineData("POST", "/api/v1/transactions/g1/retry?wait=true")]
    [InlineData("GET", "/api/v1/silos?wait=true")]
    public async Task Parameter_WhereThereAreNone_IsRefusedByItsName(string method, string path)
    {
        var content = method == "POST" ? new StringContent("""{"steps":[]}""", Encoding.UTF8, "application/json") : null;

        ProblemShape.Check(await bed.SendAsync(new HttpMethod(method), path, content), HttpStatusCode.BadRequest, "invalid_argument", "wait: unknown parameter; there are none here");
    }

    [Theory]
    [InlineData("", "body: not valid JSON at line 1, byte 1")]
    [InlineData("{\n\"gid\":}", "body: not valid JSON at line 2, byte 7")]
    [InlineData("{} x", "body: not valid JSON at line 1, byte 4")]
    public async Task Start_MalformedJson_SaysWhere(string body, string detail)
    {
        var reply = await bed.StartAsync(body);

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "malformed_json", detail);
    }

    [Fact]
    public async Task Start_NotUtf8_IsMalformed()
    {
        using var body = new ByteArrayContent([(byte)'{', 0xff, (byte)'}']);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var reply = await bed.SendAsync(HttpMethod.Post, "/api/v1/transactions", body);

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "malformed_json", "body: not UTF-8");
    }

    [Fact]
    public async Task Start_TooManySteps_NamesTheLimit()
    {
        var reply = await bed.StartAsync($$"""{"steps":[{{string.Join(',', Enumerable.Repeat("{}", 1001))}}]}""");

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "invalid_argument", "steps: 1001 steps, at most 1000 are allowed");
    }

    [Fact]
    public async Task Start_GidOf129Characters_NamesTheLimit()
    {
        var reply = await bed.StartAsync($$"""{"gid":"{{new string('g', 129)}}","steps":[]}""");

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "invalid_argument", "gid: 129 characters, at most 128 are allowed");
    }

    [Fact]
    public async Task Start_TooMuchBesideTheSteps_IsNotCalledCustomData()
    {
        var steps = Enumerable.Repeat("""{"policy":{"max_attempts":1000000,"park":true,"non_compensable":true,"request_timeout":86400} }""", 1000);

        var reply = await bed.StartAsync($$"""{"steps":[{{string.Join(',', steps)}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Matches("^tags, after and policies together: [0-9]+ characters, at most 65536 are allowed$", reply.Text("detail"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public async Task Start_BodyOverTheLimit_Is413AndTheConnectionGoesOn(int mebibytes, bool lengthKnown)
    {
        var text = $$"""{"steps":[{"payload_text":"{{new string('x', mebibytes * 1024 * 1024)}}"}]}""";
        using HttpContent body = lengthKnown ? new StringContent(text, Encoding.UTF8, "application/json") : new ChunkedContent(text);

        var reply = await bed.SendAsync(HttpMethod.Post, "/api/v1/transactions", body);

        ProblemShape.Check(reply, HttpStatusCode.RequestEntityTooLarge, "body_too_large", "body: at most 1048576 bytes are allowed");
        Assert.Equal(HttpStatusCode.Created, (await bed.StartAsync("""{"steps":[]}""")).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Start_NotJsonByMediaType_Is415(string? mediaType)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"steps":[]}"""));
        body.Headers.ContentType = mediaType is null ? null : new MediaTypeHeaderValue(mediaType);

        var reply = await bed.SendAsync(HttpMethod.Post, "/api/v1/transactions", body);

        ProblemShape.Check(reply, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type", "Content-Type: must be application/json, in UTF-8");
    }

    [Theory]
    [InlineData("GET", "/api/v1/transactions/nobody", "transaction_not_found", "gid: there is no transaction with this gid")]
    [InlineData("POST", "/api/v1/transactions/nobody/retry", "transaction_not_found", "gid: there is no transaction with this gid")]
    [InlineData("GET", "/api/v1/nothing", "path_not_found", "path: /api/v1 has nothing there")]
    [InlineData("GET", "/api/v1", "path_not_found", "path: /api/v1 has nothing there")]
    public async Task AnyPath_Unknown_Is404(string method, string path, string code, string detail)
    {
        var reply = await bed.SendAsync(new HttpMethod(method), path, null);

        ProblemShape.Check(reply, HttpStatusCode.NotFound, code, detail);
    }

    [Theory]
    [InlineData("DELETE", "/api/v1/transactions")]
    [InlineData("PUT", "/api/v1/transactions/x")]
    [InlineData("GET", "/api/v1/transactions/x/retry")]
    public async Task AnyPath_WrongMethod_Is405(string method, string path)
    {
        var reply = await bed.SendAsync(new HttpMethod(method), path, null);

        ProblemShape.Check(reply, HttpStatusCode.MethodNotAllowed, "method_not_allowed", $"method: {method} is not allowed here; the Allow header names those that are");
    }

    [Fact]
    public async Task Show_StoreAway_Is503WithRetryAfter()
    {
        bed.Journal.FailLoading("away", new JournalUnavailableException());

        var reply = await bed.ShowAsync("away");

        ProblemShape.Check(reply, HttpStatusCode.ServiceUnavailable, "unavailable", "the store is not available");
        Assert.Equal("1", reply.RetryAfter);
    }

    [Fact]
    public async Task Show_RecordOfANewerSilo_SaysSo()
    {
        bed.Journal.FailLoading("newer", new UnreadableRecordException("needs feature level 9"));

        var reply = await bed.ShowAsync("newer");

        ProblemShape.Check(reply, HttpStatusCode.InternalServerError, "unreadable_record", "needs feature level 9");
    }

    [Fact]
    public async Task Show_Bug_IsMasked()
    {
        bed.Journal.FailLoading("bug", new InvalidOperationException("a secret of the server"));

        var reply = await bed.ShowAsync("bug");

        ProblemShape.Check(reply, HttpStatusCode.InternalServerError, "internal_error", "see the server's log for this traceId");
    }

    private sealed class ChunkedContent : HttpContent
    {
        private readonly byte[] _bytes;

        public ChunkedContent(string text)
        {
            _bytes = Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(_bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
