using System.Net;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class StartTests(ApiBed bed) : IClassFixture<ApiBed>
{
    private string Url(string path) => bed.Participant.Url + path;

    [Fact]
    public async Task Start_NewGid_Answers201WithLocation()
    {
        var reply = await bed.StartAsync($$"""{"gid":"start/1 ü","mode":"saga","steps":[{"action":"{{Url("/s1")}}"}]}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("/api/v1/transactions/start%2F1%20%C3%BC", reply.Location);
        Assert.Equal("start/1 ü", reply.Text("gid"));
        var shown = await bed.GetAsync(reply.Location!);
        Assert.Equal("start/1 ü", shown.Text("gid"));
        Assert.Equal("succeed", (await bed.FinishedAsync("start/1 ü")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Start_WithoutGid_MakesOneThatCanBeShown()
    {
        var reply = await bed.StartAsync("""{"steps":[]}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("succeed", reply.Text("status"));
        Assert.Equal(HttpStatusCode.OK, (await bed.ShowAsync(reply.Text("gid")!)).Status);
    }

    [Fact]
    public async Task Start_GidThatGoesForward_Answers200()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Participant.Answer("/held", async () =>
        {
            called.SetResult();
            await release.Task;
            return (200, "");
        });
        var body = $$"""{"gid":"again","steps":[{"action":"{{Url("/held")}}"}]}""";
        await bed.StartAsync(body);
        await called.Task.WaitAsync(TestContext.Current.CancellationToken);

        var again = await bed.StartAsync(body);
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Null(again.Location);
        Assert.Equal("submitted", again.Text("status"));
        Assert.Equal("succeed", (await bed.FinishedAsync("again")).GetProperty("status").GetString());
        Assert.Single(bed.Participant.CallsTo("/held"));
    }

    [Fact]
    public async Task Start_OneGidManyTimesAtOnce_IsNewForExactlyOne()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Participant.Answer("/crowd", async () =>
        {
            await release.Task;
            return (200, "");
        });
        var body = $$"""{"gid":"crowd","steps":[{"action":"{{Url("/crowd")}}"}]}""";

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => bed.StartAsync(body), TestContext.Current.CancellationToken)));
        release.SetResult();

        var first = Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.Equal("/api/v1/transactions/crowd", first.Location);
        Assert.All(replies.Where(reply => reply != first), reply => Assert.Equal((HttpStatusCode.OK, null), (reply.Status, reply.Location)));
        Assert.Equal("succeed", (await bed.FinishedAsync("crowd")).GetProperty("status").GetString());
        Assert.Single(bed.Participant.CallsTo("/crowd"));
    }

    [Fact]
    public async Task Start_FinishedGid_IsAWrongState()
    {
        await bed.StartAsync("""{"gid":"over","steps":[]}""");

        var again = await bed.StartAsync("""{"gid":"over","steps":[]}""");

        ProblemShape.Check(again, HttpStatusCode.Conflict, "wrong_state", "gid: the transaction is succeed and cannot be started again");
    }

    [Fact]
    public async Task Start_WaitAndRefused_AnswersFailedWithItsReason()
    {
        bed.Participant.Answer("/refuse", 409, "no money");

        var reply = await bed.StartAsync(
            $$"""{"wait":true,"steps":[{"action":"{{Url("/w1")}}","compensate":"{{Url("/w1-undo")}}"},{"action":"{{Url("/refuse")}}","compensate":"{{Url("/refuse-undo")}}"}]}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("failed", reply.Text("status"));
        Assert.Contains("no money", reply.Text("rollback_reason"), StringComparison.Ordinal);
        Assert.Equal("compensate", Assert.Single(bed.Participant.CallsTo("/w1-undo")).Op);
    }

    [Fact]
    public async Task Start_WaitAndUnfinished_IsNoError()
    {
        bed.Participant.Answer("/down", 500);

        var reply = await bed.StartAsync($$"""{"wait":true,"retry_interval":3600,"steps":[{"action":"{{Url("/down")}}"}]}""");

        Assert.Equal(HttpStatusCode.Created, reply.Status);
        Assert.Equal("submitted", reply.Text("status"));
        Assert.Equal(2, reply.Json.GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData(""" "payload": {"a" :[1, 2.50],  "a":"ü\u0041"} """, """{"a" :[1, 2.50],  "a":"ü\u0041"}""")]
    [InlineData(""" "payload": "text" """, "\"text\"")]
    [InlineData(""" "payload": null """, "null")]
    [InlineData(""" "payload_text": "a=1&b=\n2" """, "a=1&b=\n2")]
    public async Task Start_Payload_IsSentVerbatim(string payload, string sent)
    {
        var path = $"/payload-{Guid.NewGuid():N}";

        await bed.StartAsync($$"""{"wait":true,"steps":[{"action":"{{Url(path)}}",{{payload}}}]}""");

        var call = Assert.Single(bed.Participant.CallsTo(path));
        Assert.Equal(("POST", sent), (call.Method, call.Body));
    }

    [Fact]
    public async Task Start_WithoutPayload_IsAGet()
    {
        await bed.StartAsync($$"""{"wait":true,"steps":[{"action":"{{Url("/bare")}}"}]}""");

        Assert.Equal("GET", Assert.Single(bed.Participant.CallsTo("/bare")).Method);
    }

    [Fact]
    public async Task Start_Everything_IsShownAsSent()
    {
        var reply = await bed.StartAsync(
            $$"""
            {"gid":"all","wait":true,"concurrent":true,"tags":{"order":"7","k:x":"ü"},"timeout_to_fail":600,"request_timeout":5,
             "retry_interval":7,"retry_limit":3,"branch_headers":{"X-Secret":"s3cret"},
             "steps":[{"action":"{{Url("/a0")}}","payload":{"n":1} },
                      {"action":"{{Url("/a1")}}","compensate":"{{Url("/c1")}}","after":[0],
                       "policy":{"request_timeout":9,"max_attempts":4,"backoff":{"initial_seconds":0.5,"multiplier":3,"max_seconds":60},"non_compensable":true,"park":true} }]}
            """);

        Assert.Equal("succeed", reply.Text("status"));
        var shown = await bed.ShowAsync("all");
        var json = shown.Json;
        Assert.Equal("""{"k:x":"ü","order":"7"}""", Canonical.Of(json.GetProperty("tags")));
        Assert.Equal(
            """{"branch_headers":["X-Secret"],"concurrent":true,"request_timeout":5,"retry_interval":7,"retry_limit":3,"timeout_to_fail":600,"wait":true}""",
            Canonical.Of(json.GetProperty("options")));
        var step = json.GetProperty("steps")[1];
        Assert.Equal("[0]", Canonical.Of(step.GetProperty("after")));
        Assert.Equal(
            """{"backoff":{"initial_seconds":0.5,"max_seconds":60,"multiplier":3},"max_attempts":4,"non_compensable":true,"park":true,"request_timeout":9}""",
            Canonical.Of(step.GetProperty("policy")));
        Assert.Equal(7, json.GetProperty("steps")[0].GetProperty("payload_bytes").GetInt32());
        Assert.DoesNotContain("s3cret", shown.Body, StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("rollback_reason", out _));
    }

    [Fact]
    public async Task Start_NonCompensableStepRolledBack_IsShownAsSuch()
    {
        bed.Participant.Answer("/refuse-nc", 409);

        await bed.StartAsync(
            $$"""
            {"gid":"nc","wait":true,"steps":[
              {"action":"{{Url("/nc")}}","compensate":"{{Url("/nc-undo")}}","policy":{"non_compensable":true} },
              {"action":"{{Url("/refuse-nc")}}","compensate":"{{Url("/refuse-nc-undo")}}"}]}
            """);

        var steps = (await bed.FinishedAsync("nc")).GetProperty("steps");
        Assert.Equal("not_compensable", steps[0].GetProperty("compensation").GetString());
        Assert.True(steps[0].GetProperty("not_compensable").GetBoolean());
        Assert.Equal("succeed", steps[1].GetProperty("compensation").GetString());
        Assert.Empty(bed.Participant.CallsTo("/nc-undo"));
    }
}
