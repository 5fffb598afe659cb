using System.Net;
using System.Text.RegularExpressions;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Paths, methods and the replies that never change.</summary>
public sealed partial class RoutingTests(DtmBed bed)
{
    [Theory]
    [InlineData("GET", "submit")]
    [InlineData("PUT", "submit")]
    [InlineData("HEAD", "query")]
    [InlineData("OPTIONS", "submit")]
    [InlineData("GET", "prepare")]
    [InlineData("GET", "abort")]
    [InlineData("GET", "forceStop")]
    [InlineData("GET", "resetNextCronTime")]
    [InlineData("POST", "query")]
    [InlineData("POST", "all")]
    [InlineData("POST", "newGid")]
    [InlineData("POST", "version")]
    [InlineData("POST", "resetCronTime")]
    [InlineData("POST", "scanKV")]
    [InlineData("DELETE", "queryKV")]
    [InlineData("GET", "nothing")]
    [InlineData("POST", "nothing/at/all")]
    [InlineData("GET", "/api/dtmsvr")]
    [InlineData("GET", "/api/dtmsvr/")]
    public async Task WrongMethodOrPath_IsAPlain404(string method, string path)
    {
        var answer = await bed.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal(HttpStatusCode.NotFound, answer.Code);
        Assert.Equal("text/plain", answer.ContentType?.MediaType);
        Assert.Equal(method == "HEAD" ? "" : "404 page not found", answer.Text);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Ping_ByAnyMethod_Pongs(string method)
    {
        var answer = await bed.SendAsync(new HttpMethod(method), "/api/ping", null);

        Assert.Equal((HttpStatusCode.OK, """{"msg":"pong"}""", "application/json; charset=utf-8"), (answer.Code, answer.Text, answer.ContentType?.ToString()));
    }

    [Theory]
    [InlineData("scanKV?cat=none&position=7&limit=10", """{"kv":[],"next_position":""}""")]
    [InlineData("scanKV", """{"kv":[],"next_position":""}""")]
    [InlineData("queryKV?cat=none&key=x", """{"kv":[]}""")]
    [InlineData("queryKV", """{"kv":[]}""")]
    public async Task KeyValues_OfNothing_AreEmpty(string path, string body)
    {
        var answer = await bed.GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, body), (answer.Code, answer.Text));
    }

    [Fact]
    public async Task Version_IsTheBuilds() =>
        Assert.Matches("""^\{"version":"v\d+\.\d+\.\d+"\}$""", (await bed.GetAsync("version")).Text);

    [Fact]
    public async Task NewGid_IsOfDtmsForm()
    {
        var (first, second) = (await bed.GetAsync("newGid"), await bed.GetAsync("newGid"));

        Assert.Matches(NewGidReply(), first.Text);
        Assert.Matches(NewGidReply(), second.Text);
        Assert.NotEqual(first.Text, second.Text);
    }

    [GeneratedRegex("""^\{"dtm_result":"SUCCESS","gid":"[2-9A-HJ-NP-Za-km-z]{22}"\}$""")]
    private static partial Regex NewGidReply();
}
