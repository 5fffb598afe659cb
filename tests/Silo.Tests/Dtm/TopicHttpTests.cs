using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Topics over HTTP: DTM's own scenarios (protocol section 9), afresh.</summary>
public sealed class TopicHttpTests(DtmBed bed)
{
    private const string Success = """{"dtm_result":"SUCCESS"}""";

    [Fact]
    public async Task Topic_OfItsWholeLife_AnswersAsDtm()
    {
        var topic = NewTopic();
        var url = Uri.EscapeDataString(bed.Participants.Url("/ok"));

        await AnsweredAsync($"subscribe?topic={topic}&url={url}&remark=a%20remark", HttpStatusCode.OK, Success);
        await AnsweredAsync($"subscribe?topic={topic}&url={url}&remark=another", HttpStatusCode.InternalServerError, """{"message":"this url exists"}""");
        await AnsweredAsync($"subscribe?topic=&url={url}", HttpStatusCode.InternalServerError, """{"message":"empty topic"}""");
        await AnsweredAsync($"subscribe?topic={topic}&url=", HttpStatusCode.InternalServerError, """{"message":"empty url"}""");
        await AnsweredAsync($"unsubscribe?topic={topic}&url={url}x", HttpStatusCode.InternalServerError, """{"message":"no such an url "}""");
        await AnsweredAsync($"unsubscribe?topic=x{topic}&url={url}", HttpStatusCode.InternalServerError, """{"message":"no such a topic"}""");
        await AnsweredAsync($"unsubscribe?url={url}", HttpStatusCode.InternalServerError, """{"message":"empty topic"}""");
        await AnsweredAsync($"unsubscribe?topic={topic}&url={url}", HttpStatusCode.OK, Success);
        await AnsweredAsync($"topic/{topic}", HttpStatusCode.OK, Success, HttpMethod.Delete);
        await AnsweredAsync($"topic/{topic}", HttpStatusCode.InternalServerError, """{"message":"storage: NotFound"}""", HttpMethod.Delete);
    }

    [Theory]
    [InlineData("subscribe?topic=t&url=ftp://x", "url: neither an http or https URL nor host:port/package.Service/Method")]
    [InlineData("scanKV?cat=topics&limit=0", "limit: must be a whole number from 1 to 2147483647")]
    [InlineData("scanKV?cat=topics&position=x", "position: must be a whole number from 0 to 9223372036854775807")]
    public async Task Parameter_ThatIsWrong_IsNamed(string path, string message) =>
        await AnsweredAsync(path, HttpStatusCode.InternalServerError, JsonSerializer.Serialize(new { message }));

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("a%20%C3%BC+?x=/topic/y", "a ü+")]
    public async Task Topic_OfAnyName_CanBeDeleted(string path, string name)
    {
        var topic = NewTopic();
        await AnsweredAsync($"subscribe?topic={topic}{Uri.EscapeDataString(name)}&url=http://a", HttpStatusCode.OK, Success);

        await AnsweredAsync($"topic/{topic}{path}", HttpStatusCode.OK, Success, HttpMethod.Delete);
    }

    [Fact]
    public async Task Subscribes_TwentyAtOnce_AreAllStored()
    {
        var topic = NewTopic();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bed.GetAsync($"subscribe?topic={topic}&url=http://host/{i}")));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, Success), (answer.Code, answer.Text)));
        var stored = await KeyAsync(topic);
        Assert.Equal(20, stored.GetProperty("version").GetInt32());
        Assert.Equal(20, JsonDocument.Parse(stored.GetProperty("v").GetString()!).RootElement.EnumerateArray().Select(item => item.GetProperty("url").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task QueryKV_OfATopic_HasDtmsFields()
    {
        var topic = NewTopic();
        await bed.GetAsync($"subscribe?topic={topic}&url=http://a&remark=FAILURE");

        var answer = await bed.GetAsync($"queryKV?cat=topics&key={topic}");

        Assert.DoesNotContain("FAILURE", answer.Text, StringComparison.Ordinal);
        var stored = Assert.Single(answer.Json.GetProperty("kv").EnumerateArray());
        Assert.Equal(["id", "create_time", "update_time", "cat", "k", "v", "version"], stored.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("topics", topic), (stored.GetProperty("cat").GetString(), stored.GetProperty("k").GetString()));
        Assert.Equal("""[{"url":"http://a","remark":"FAILURE"}]""", stored.GetProperty("v").GetString());
        Assert.Equal(1, stored.GetProperty("version").GetInt32());
        Assert.True(stored.GetProperty("update_time").GetDateTimeOffset() >= stored.GetProperty("create_time").GetDateTimeOffset());
    }

    [Fact]
    public async Task ScanKV_InPages_MeetsEveryTopicOnce()
    {
        var prefix = NewTopic();
        for (var i = 0; i < 5; i++)
            await bed.GetAsync($"subscribe?topic={prefix}{i}&url=http://a");

        var seen = new List<string>();
        var position = "";
        do
        {
            var page = (await bed.GetAsync($"scanKV?cat=topics&limit=2&position={position}")).Json;
            Assert.True(page.GetProperty("kv").GetArrayLength() <= 2);
            seen.AddRange(page.GetProperty("kv").EnumerateArray().Select(stored => stored.GetProperty("k").GetString()!));
            var next = page.GetProperty("next_position").GetString()!;
            Assert.NotEqual(position, next);
            position = next;
        }
        while (position.Length > 0);

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{prefix}{i}"), seen.Where(topic => topic.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("prepare")]
    [InlineData("submit")]
    public async Task Message_ToATopicThatIsNone_IsNotTaken(string call)
    {
        var (gid, topic) = (DtmBed.NewGid(), NewTopic());

        var answer = await bed.PostAsync(call, Message(gid, $"topic://{topic}"));

        Assert.Equal((HttpStatusCode.InternalServerError, $"topic not found, {topic}"), (answer.Code, answer.Message));
        Assert.Null(await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Message_ToATopicThatIsNone_IsRefusedBeforeItsStateIsLookedAt()
    {
        var gid = await bed.SagaInAsync("succeed");

        var answer = await bed.PostAsync("submit", Message(gid, "topic://nobody-subscribed"));

        Assert.Equal((HttpStatusCode.InternalServerError, "topic not found, nobody-subscribed"), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task Message_ToATopic_ReachesEverySubscriber()
    {
        var (gid, topic) = (DtmBed.NewGid(), NewTopic());
        foreach (var path in new[] { "/ok", "/ok2" })
            await bed.GetAsync($"subscribe?topic={topic}&url={bed.Participants.Url(path)}");

        var answer = await bed.PostAsync("submit", Message(gid, $"topic://{topic}", bed.Participants.Url("/last")));

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal(["succeed", "01-01 action succeed", "01-02 action succeed", "02 action succeed"], await bed.SettleAsync(gid, "succeed"));
        Assert.Equal(["POST /last 02 action {\"i\":1}", "POST /ok 01-01 action {\"i\":0}", "POST /ok2 01-02 action {\"i\":0}"], bed.Participants.CallsOf(gid));
    }

    [Fact]
    public async Task Message_Prepared_KeepsTheSubscribersOfThatTime()
    {
        var (gid, topic) = (DtmBed.NewGid(), NewTopic());
        await bed.GetAsync($"subscribe?topic={topic}&url={bed.Participants.Url("/early")}");
        Assert.Equal(HttpStatusCode.OK, (await bed.PostAsync("prepare", Message(gid, $"topic://{topic}"))).Code);
        await bed.GetAsync($"subscribe?topic={topic}&url={bed.Participants.Url("/late")}");

        await bed.PostAsync("submit", Message(gid, $"topic://{topic}"));

        Assert.Equal(["succeed", "01 action succeed"], await bed.SettleAsync(gid, "succeed"));
        Assert.Equal(["POST /early 01 action {\"i\":0}"], bed.Participants.CallsOf(gid));
    }

    [Fact]
    public async Task Saga_HasNoTopics()
    {
        var answer = await bed.PostAsync("submit", bed.Saga(DtmBed.NewGid(), body => body["steps"] = new[] { new { action = "topic://t", compensate = "" }, new { action = "", compensate = "" } }));

        Assert.Equal("steps[0].action: not an http or https URL", answer.Message);
    }

    private static string NewTopic() => "topic-" + Guid.NewGuid().ToString("N");

    private object Message(string gid, params string[] actions) => new
    {
        gid,
        trans_type = "msg",
        steps = actions.Select(action => new { action }),
        payloads = actions.Select((_, i) => $$"""{"i":{{i}}}"""),
        query_prepared = bed.Participants.Url("/ok"),
    };

    private async Task<JsonElement> KeyAsync(string topic) => Assert.Single((await bed.GetAsync($"queryKV?cat=topics&key={topic}")).Json.GetProperty("kv").EnumerateArray());

    private async Task AnsweredAsync(string path, HttpStatusCode code, string text, HttpMethod? method = null)
    {
        var answer = await bed.SendAsync(method ?? HttpMethod.Get, path, null);
        Assert.Equal((code, text), (answer.Code, answer.Text));
    }
}
