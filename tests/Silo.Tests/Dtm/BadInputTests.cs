using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>What we refuse: 500 with a message that names field and limit, never a 409, and nothing stored.</summary>
public sealed class BadInputTests(DtmBed bed)
{
    [Theory]
    [InlineData("", "trans_type: missing")]
    [InlineData(null, "trans_type: missing")]
    [InlineData("sage", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    [InlineData("SAGA", "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    public Task Submit_TransType_IsChecked(string? type, string message) =>
        RefusedAsync(body => body["trans_type"] = type, message);

    [Fact]
    public Task Submit_FewerPayloadsThanSteps_IsRefused() =>
        RefusedAsync(body => body["payloads"] = new List<string> { "{}" }, "payloads: 1 payloads for 2 steps");

    [Fact]
    public Task Submit_TooManySteps_IsRefused() => RefusedAsync(
        body =>
        {
            body["steps"] = Enumerable.Repeat(new { action = "" }, 1001);
            body["payloads"] = Enumerable.Repeat("", 1001);
        },
        "steps: 1001 steps, at most 1000 are allowed");

    [Fact]
    public async Task Submit_AsManyStepsAsAllowed_Succeeds()
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync("submit", bed.Saga(gid, body =>
        {
            body["steps"] = Enumerable.Repeat(new { action = "" }, 1000);
            body["payloads"] = Enumerable.Repeat("", 1000);
            body["wait_result"] = true;
        }));

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        var state = await bed.StateAsync(gid);
        Assert.Equal(2001, state.Length);
        Assert.Equal("1000 action succeed", state[^1]);
    }

    [Theory]
    [InlineData("ftp://host/x")]
    [InlineData("host:80/x")]
    [InlineData("/path")]
    [InlineData("http://")]
    [InlineData("dtm.Busi/Out")]
    public async Task Submit_UrlThatIsNotHttp_IsRefused(string url)
    {
        await RefusedAsync(body => body["steps"] = new[] { new { action = url, compensate = "" }, new { action = "", compensate = "" } }, "steps[0].action: not an http or https URL");
        await RefusedAsync(body => body["steps"] = new[] { new { action = "", compensate = "" }, new { action = "", compensate = url } }, "steps[1].compensate: not an http or https URL");
    }

    [Theory]
    [InlineData("timeout_to_fail")]
    [InlineData("request_timeout")]
    [InlineData("retry_interval")]
    [InlineData("retry_limit")]
    [InlineData("retry_count")]
    public async Task Submit_NegativeNumber_NamesTheField(string field)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync("submit", bed.Saga(gid, body => body[field] = -1));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.StartsWith(field + ": ", answer.Message, StringComparison.Ordinal);
        Assert.Null(await bed.StatusAsync(gid));
    }

    [Theory]
    [InlineData("{", "custom_data: not valid JSON")]
    [InlineData("[]", "custom_data: not a JSON object")]
    [InlineData("""{"orders":{"0":[1],"1":[0]},"concurrent":true}""", "custom_data.orders: steps wait for each other: ")]
    [InlineData("""{"orders":{"0":[1]}}""", "custom_data.orders: steps wait for each other: ")]
    [InlineData("""{"orders":{"2":[0]}}""", "custom_data.orders.2: ")]
    public async Task Submit_CustomData_IsChecked(string customData, string message)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync("submit", bed.Saga(gid, body => body["custom_data"] = customData));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.Null(await bed.StatusAsync(gid));
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("submit")]
    [InlineData("abort")]
    [InlineData("forceStop")]
    [InlineData("resetNextCronTime")]
    public async Task Gid_ThatCannotBe_IsRefusedByEveryCall(string call)
    {
        foreach (var (gid, message) in new[]
        {
            ("", "gid: missing"),
            ("\r;\n", "gid: missing"),
            (new string('g', 129), "gid: 129 characters, at most 128 are allowed"),
            ("a\0b", "gid: contains a control character"),
            ("a\u0085b", "gid: contains a control character"),
            ("a\tb", "gid: contains a control character"),
        })
        {
            var answer = await bed.PostAsync(call, bed.Saga(gid));

            Assert.Equal((HttpStatusCode.InternalServerError, message), (answer.Code, answer.Message));
        }
    }

    [Fact]
    public async Task Gid_WithLineEndsAndSemicolons_IsStripped()
    {
        var gid = DtmBed.NewGid();

        await bed.PostAsync("submit", new { gid = $"{gid[..5]};\r\n{gid[5..]};", trans_type = "saga" });

        Assert.Equal("succeed", await bed.StatusAsync(gid));
    }

    [Theory]
    [InlineData("g'\"\\<>&%00 \u4e2d\ud83d\ude00")]
    [InlineData("FAILURE")]
    public async Task Gid_OfAnyText_ComesBackAsItIs(string text)
    {
        var gid = DtmBed.NewGid() + text;

        Assert.Equal(HttpStatusCode.OK, (await bed.PostAsync("submit", new { gid, trans_type = "saga" })).Code);

        var answer = await bed.GetAsync("query?gid=" + Uri.EscapeDataString(gid));
        Assert.Equal(gid, answer.Json.GetProperty("transaction").GetProperty("gid").GetString());
        Assert.DoesNotContain("FAILURE", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_BadRequestForAKnownGid_IsAnsweredByItsState()
    {
        var gid = await bed.SagaInAsync("succeed");

        var answer = await bed.PostAsync("submit", new { gid, trans_type = "nonsense", custom_data = "{" });

        Assert.Equal((HttpStatusCode.Conflict, "current status 'succeed', cannot sumbmit. FAILURE"), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task Refusal_EchoingTheToken_DoesNotShowIt()
    {
        var answer = await bed.PostAsync("submit", bed.Saga(DtmBed.NewGid(), body => body["custom_data"] = """{"orders":{"FAILURE":[0]}}"""));

        Assert.Contains("custom_data.orders.FAILURE", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILURE", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"gid":5}""", "gid: must be a string, not this number")]
    [InlineData("""{"gid":"x" """, "body: not valid JSON, from byte ")]
    [InlineData("""{"gid":"x","context":{}}""", "context: must be null, not an object")]
    public async Task AnyCall_UndecodableBody_IsRefused(string body, string message)
    {
        foreach (var call in new[] { "submit", "prepare", "abort", "forceStop", "resetNextCronTime" })
        {
            var answer = await bed.PostAsync(call, body);

            Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
            Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Undefined, answer.Json.TryGetProperty("dtm_result", out var result) ? result.ValueKind : JsonValueKind.Undefined);
        }
    }

    private async Task RefusedAsync(Action<Dictionary<string, object?>> change, string message)
    {
        foreach (var call in new[] { "submit", "prepare" })
        {
            var gid = DtmBed.NewGid();

            var answer = await bed.PostAsync(call, bed.Saga(gid, change));

            Assert.Equal((HttpStatusCode.InternalServerError, message), (answer.Code, answer.Message));
            Assert.Null(await bed.StatusAsync(gid));
        }
    }
}
