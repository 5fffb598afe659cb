using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class RetryTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Fact]
    public async Task Retry_ParkedBranch_IsTakenUpAndFinishes()
    {
        bed.Participant.Answer("/parks", 500, "broken");
        var started = await bed.StartAsync(
            $$"""{"gid":"parks","wait":true,"tags":{"kind":"parked"},"steps":[{"action":"{{bed.Participant.Url}}/parks","policy":{"max_attempts":1,"park":true} }]}""");
        Assert.Equal("submitted", started.Text("status"));

        var parked = (await bed.ShowAsync("parks")).Json;
        var listed = (await bed.GetAsync("/api/v1/transactions?tag=kind:parked&parked=true")).Json.GetProperty("transactions");
        bed.Participant.Answer("/parks", 200);
        var retried = await bed.RetryAsync("parks");
        var finished = await bed.FinishedAsync("parks");

        Assert.True(parked.GetProperty("parked").GetBoolean());
        Assert.Equal("01/action: gave up after 1 attempts: broken", parked.GetProperty("steps")[0].GetProperty("parked_reason").GetString());
        Assert.Equal(1, Assert.Single(listed.EnumerateArray()).GetProperty("parked_branches").GetInt32());
        Assert.Equal((HttpStatusCode.Accepted, "submitted"), (retried.Status, retried.Text("status")));
        Assert.Equal("succeed", finished.GetProperty("status").GetString());
        Assert.False(finished.GetProperty("parked").GetBoolean());
        var history = finished.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["created", "branch_parked", "branch_resumed", "branch_succeeded", "finished"], history.Select(entry => entry.GetProperty("event").GetString()));
        Assert.Equal("api", history[2].GetProperty("actor").GetString());
        Assert.False(history[1].TryGetProperty("actor", out _));
    }

    [Fact]
    public async Task Retry_WaitingBranch_IsDueNow()
    {
        bed.Participant.Answer("/waits", 500);
        await bed.StartAsync($$"""{"gid":"waits","wait":true,"retry_interval":3600,"steps":[{"action":"{{bed.Participant.Url}}/waits"}]}""");
        var waiting = (await bed.ShowAsync("waits")).Json;
        bed.Participant.Answer("/waits", 200);

        await bed.RetryAsync("waits");

        Assert.Equal("wait", waiting.GetProperty("due_kind").GetString());
        Assert.Equal(waiting.GetProperty("due_at").GetDateTimeOffset(), waiting.GetProperty("steps")[0].GetProperty("next_retry_at").GetDateTimeOffset());
        Assert.Equal("succeed", (await bed.FinishedAsync("waits")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Retry_Finished_IsAWrongState()
    {
        await bed.StartAsync("""{"gid":"done","steps":[]}""");

        var reply = await bed.RetryAsync("done");

        ProblemShape.Check(reply, HttpStatusCode.Conflict, "wrong_state", "gid: the transaction is succeed and cannot be retried");
    }

    [Fact]
    public async Task Show_Attempt_HasTimesStatusAndAShortExcerpt()
    {
        bed.Participant.Answer("/long", 500, new string('e', 255) + "😀 and more");
        await bed.StartAsync($$"""{"gid":"long","wait":true,"retry_interval":3600,"steps":[{"action":"{{bed.Participant.Url}}/long"}]}""");

        var entry = (await bed.ShowAsync("long")).Json.GetProperty("history")[1];

        Assert.Equal(
            ["attempt", "branch_id", "committed_at", "due_at", "duration_ms", "event", "interval_seconds", "op", "outcome", "response", "started_at", "status_code", "step", "version"],
            entry.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("retry_scheduled", "error", 500, "01", "action"), (Text(entry, "event"), Text(entry, "outcome"), entry.GetProperty("status_code").GetInt32(), Text(entry, "branch_id"), Text(entry, "op")));
        Assert.Equal(new string('e', 255), Text(entry, "response"));
        Assert.Equal(7200, entry.GetProperty("interval_seconds").GetDouble());
    }

    [Fact]
    public async Task Show_LongHistory_IsPaged()
    {
        await bed.StartAsync($$"""{"gid":"paged","wait":true,"steps":[{"action":"{{bed.Participant.Url}}/p1"},{"action":"{{bed.Participant.Url}}/p2"}]}""");
        var whole = (await bed.FinishedAsync("paged")).GetProperty("history").EnumerateArray().Select(entry => entry.GetRawText()).ToList();

        var pages = new List<string>();
        int? after = 0;
        while (after is not null)
        {
            var page = (await bed.ShowAsync("paged", $"?history_after={after}&history_limit=1")).Json;
            pages.AddRange(page.GetProperty("history").EnumerateArray().Select(entry => entry.GetRawText()));
            after = page.TryGetProperty("history_next", out var next) ? next.GetInt32() : null;
        }

        Assert.Equal(whole, pages);
        Assert.Equal("branch_succeeded,created,finished", string.Join(',', whole.Select(entry => Text(JsonDocument.Parse(entry).RootElement, "event")).Distinct().Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("?history_limit=1001", "history_limit: not a whole number from 1 to 1000")]
    [InlineData("?history_after=-1", "history_after: not a whole number from 0 to 2147483646")]
    [InlineData("?after=1", "after: unknown parameter; known are history_after, history_limit")]
    public async Task Show_WrongParameter_IsRefusedByItsName(string query, string detail)
    {
        var reply = await bed.ShowAsync("any", query);

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "invalid_argument", detail);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
