using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Api;

/// <summary>Transactions of every mode as this API starts, shows and refuses them. What it does not start comes over DTM's protocol.</summary>
public sealed class ModeTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Fact]
    public async Task Start_Message_DeliversItsSteps()
    {
        var reply = await bed.StartAsync(
            $$"""{"gid":"m1","mode":"msg","concurrent":true,"wait":true,"tags":{"k":"v"},"steps":[{"action":"{{Url("/m1a")}}","payload":{"n":1} },{"action":"{{Url("/m1b")}}","policy":{"max_attempts":3} }]}""");

        Assert.Equal((HttpStatusCode.Created, "succeed"), (reply.Status, reply.Text("status")));
        Assert.Equal("{\"n\":1}", Assert.Single(bed.Participant.CallsTo("/m1a")).Body);
        var shown = (await bed.ShowAsync("m1")).Json;
        Assert.Equal(("msg", true), (shown.GetProperty("mode").GetString(), shown.GetProperty("options").GetProperty("concurrent").GetBoolean()));
        var step = shown.GetProperty("steps")[0];
        Assert.Equal(("action", "succeed", "none"), (step.GetProperty("action_op").GetString(), step.GetProperty("action").GetString(), step.GetProperty("compensation").GetString()));
        Assert.False(step.TryGetProperty("compensation_op", out _));
        Assert.False(shown.TryGetProperty("callback", out _));
        Assert.False(shown.TryGetProperty("progress", out _));
    }

    [Fact]
    public async Task Start_MessageWithADelay_ShowsWhenItIsDelivered()
    {
        var reply = await bed.StartAsync($$"""{"gid":"m2","mode":"msg","wait":true,"delay":3600,"steps":[{"action":"{{Url("/m2")}}"}]}""");

        Assert.Equal((HttpStatusCode.Created, "submitted"), (reply.Status, reply.Text("status")));
        var shown = (await bed.ShowAsync("m2")).Json;
        Assert.Equal(shown.GetProperty("created_at").GetDateTimeOffset().AddHours(1), shown.GetProperty("not_before").GetDateTimeOffset());
        Assert.Empty(bed.Participant.CallsTo("/m2"));
    }

    [Theory]
    [InlineData("\"mode\":\"tcc\",\"steps\":[]", "mode: tcc is prepared and ended by its client over DTM's protocol; saga and msg can be started here")]
    [InlineData("\"mode\":\"workflow\"", "mode: workflow is prepared and ended by its client over DTM's protocol; saga and msg can be started here")]
    [InlineData("\"mode\":\"nonsense\",\"steps\":[]", "mode: unknown; known are saga and msg")]
    [InlineData("\"mode\":\"\",\"steps\":[]", "mode: unknown; known are saga and msg")]
    [InlineData("\"delay\":1,\"steps\":[]", "delay: only messages are held back")]
    [InlineData("\"mode\":\"msg\"", "steps: missing")]
    [InlineData("\"mode\":\"msg\",\"delay\":-1,\"steps\":[]", "delay: ")]
    [InlineData("\"mode\":\"msg\",\"timeout_to_fail\":9,\"steps\":[]", "timeout_to_fail: a message is never rolled back")]
    [InlineData("\"mode\":\"msg\",\"retry_limit\":9,\"steps\":[]", "retry_limit: a message is never rolled back")]
    [InlineData("\"mode\":\"msg\",\"steps\":[{},{\"compensate\":\"http://x/y\"}]", "steps[1].compensate: a message is never undone")]
    [InlineData("\"mode\":\"msg\",\"steps\":[{},{\"after\":[0]}]", "steps[1].after: a message is delivered in the order of its steps, or with concurrent all at once")]
    [InlineData("\"mode\":\"msg\",\"steps\":[{\"policy\":{\"non_compensable\":true}}]", "steps[0].policy.non_compensable: a message is never undone")]
    public async Task Start_FieldThatTheModeDoesNotHave_IsRefused(string fields, string detail)
    {
        var gid = $"no-{Guid.NewGuid():N}";

        var reply = await bed.StartAsync($$"""{"gid":"{{gid}}",{{fields}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_argument"), (reply.Status, reply.Text("code")));
        Assert.StartsWith(detail, reply.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await bed.ShowAsync(gid)).Status);
    }

    [Fact]
    public async Task Start_GidOfAnotherMode_IsRefused()
    {
        await DtmAsync("prepare", """{"gid":"other","trans_type":"tcc"}""");

        var reply = await bed.StartAsync("""{"gid":"other","steps":[]}""");

        Assert.Equal((HttpStatusCode.BadRequest, "mode: the transaction is 'tcc', not 'saga'"), (reply.Status, reply.Text("detail")));
    }

    [Theory]
    [InlineData("tcc", "submit", "confirm", "cancel")]
    [InlineData("xa", "abort", "commit", "rollback")]
    public async Task Show_TwoPhase_HasBranchesAndOpsOfTheMode(string mode, string end, string forward, string backward)
    {
        var gid = $"show-{mode}";
        await DtmAsync("prepare", $$"""{"gid":"{{gid}}","trans_type":"{{mode}}","wait_result":true}""");
        await DtmAsync("registerBranch", $$"""{"gid":"{{gid}}","trans_type":"{{mode}}","branch_id":"0102","url":"{{Url("/two")}}","confirm":"{{Url("/two")}}","cancel":"{{Url("/two")}}"}""");
        var prepared = (await bed.ShowAsync(gid)).Json;
        Assert.Equal(prepared.GetProperty("created_at").GetDateTimeOffset().AddSeconds(35), prepared.GetProperty("prepared_until").GetDateTimeOffset());

        await DtmAsync(end, $$"""{"gid":"{{gid}}","trans_type":"{{mode}}","rollback_reason":"no"}""");
        var shown = await bed.FinishedAsync(gid);

        var branch = Assert.Single(shown.GetProperty("steps").EnumerateArray());
        Assert.Equal(("0102", forward, backward), (branch.GetProperty("branch_id").GetString(), branch.GetProperty("action_op").GetString(), branch.GetProperty("compensation_op").GetString()));
        Assert.False(shown.TryGetProperty("prepared_until", out _));
        var registered = History(shown, "branch_registered").Single();
        Assert.Equal("0102", registered.GetProperty("branch_id").GetString());
        var done = History(shown, "branch_succeeded").Single();
        Assert.Equal((end == "submit" ? forward : backward, 0, "0102"), (done.GetProperty("op").GetString(), done.GetProperty("step").GetInt32(), done.GetProperty("branch_id").GetString()));
    }

    [Fact]
    public async Task Show_Workflow_HasItsProgressResultAndCallback()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bed.Participant.Answer("/wf1", () =>
        {
            called.TrySetResult();
            return Task.FromResult((200, ""));
        });
        await DtmAsync("prepareWorkflow", $$"""{"gid":"wf1","trans_type":"workflow","custom_data":"{\"name\":\"booking\",\"data\":\"e30=\"}","query_prepared":"{{Url("/wf1")}}"}""");
        await DtmAsync("registerBranch", """{"gid":"wf1","trans_type":"workflow","branch_id":"01","op":"action","status":"succeed","data":"secret"}""");
        var prepared = (await bed.ShowAsync("wf1")).Json;
        Assert.Equal(("booking", 0), (prepared.GetProperty("callback").GetProperty("op").GetString(), prepared.GetProperty("callback").GetProperty("attempts").GetInt32()));
        Assert.True(prepared.GetProperty("callback").TryGetProperty("next_at", out _));

        Assert.Equal(HttpStatusCode.Accepted, (await bed.RetryAsync("wf1")).Status);
        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
        await DtmAsync("submit", """{"gid":"wf1","trans_type":"workflow","req_extra":{"status":"succeed","result":"cmVz"}}""");
        var reply = await bed.ShowAsync("wf1");

        var shown = reply.Json;
        Assert.Equal("cmVz", shown.GetProperty("result").GetString());
        var row = Assert.Single(shown.GetProperty("progress").EnumerateArray());
        Assert.Equal(("01", "action", "succeed", 6), (row.GetProperty("branch_id").GetString(), row.GetProperty("op").GetString(), row.GetProperty("status").GetString(), row.GetProperty("data_bytes").GetInt32()));
        Assert.DoesNotContain("secret", reply.Body, StringComparison.Ordinal);
        Assert.False(shown.GetProperty("callback").TryGetProperty("next_at", out _));
        Assert.Equal(("01", "action", "succeed"), History(shown, "progress_recorded").Select(entry => (entry.GetProperty("branch_id").GetString(), entry.GetProperty("op").GetString(), entry.GetProperty("status").GetString())).Single());
        Assert.Equal(HttpStatusCode.Conflict, (await bed.RetryAsync("wf1")).Status);
    }

    [Fact]
    public async Task History_OfACheckBack_HasNoStepAndItsOwnOp()
    {
        bed.Participant.Answer("/check", 409);
        await DtmAsync("prepare", $$"""{"gid":"check","trans_type":"msg","steps":[],"payloads":[],"query_prepared":"{{Url("/check")}}","timeout_to_fail":1}""");

        var shown = await bed.FinishedAsync("check");

        var refused = History(shown, "branch_refused").Single();
        Assert.Equal(("msg", "00"), (refused.GetProperty("op").GetString(), refused.GetProperty("branch_id").GetString()));
        Assert.False(refused.TryGetProperty("step", out _));
        Assert.Equal(("msg", "failure"), (shown.GetProperty("callback").GetProperty("op").GetString(), shown.GetProperty("callback").GetProperty("last_outcome").GetString()));
    }

    private static IEnumerable<JsonElement> History(JsonElement shown, string happened) =>
        shown.GetProperty("history").EnumerateArray().Where(entry => entry.GetProperty("event").GetString() == happened);

    private async Task DtmAsync(string call, string body)
    {
        var reply = await bed.PostAsync("/api/dtmsvr/" + call, body);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Body);
    }

    private string Url(string path) => bed.Participant.Url + path;
}
