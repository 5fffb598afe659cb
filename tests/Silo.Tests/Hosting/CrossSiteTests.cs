using System.Net;
using OrleansSaga.Silo.Tests.Dtm;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Hosting;

/// <summary>A page of another site, open in a browser on this machine, must not reach a server that trusts this machine.</summary>
public sealed class CrossSiteTests(DtmBed bed)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    public async Task Request_FromAnotherSite_IsRefusedAndChangesNothing(string header, string value)
    {
        var gid = $"cross-site-{Guid.NewGuid():N}";

        var (submitted, words) = await SendAsync(HttpMethod.Post, "/api/dtmsvr/submit", $$"""{"gid":"{{gid}}","trans_type":"saga","steps":[],"payloads":[]}""", (header, value));
        var (subscribed, _) = await SendAsync(HttpMethod.Get, $"/api/dtmsvr/subscribe?topic={gid}&url=http://127.0.0.1/x", null, (header, value));
        var (started, problem) = await SendAsync(HttpMethod.Post, "/api/v1/transactions", "{}", (header, value));
        var (called, _) = await SendAsync(HttpMethod.Post, "/api/json-rpc", "{}", (header, value));

        Assert.All(new[] { submitted, subscribed, started, called }, status => Assert.Equal(HttpStatusCode.Forbidden, status));
        Assert.Equal("""{"message":"the request comes from a page of another site"}""", words);
        Assert.Contains("\"cross_site\"", problem, StringComparison.Ordinal);
        Assert.Null(await bed.Transactions.GetAsync(gid, Cancel));
        var (_, topics) = await SendAsync(HttpMethod.Get, "/api/dtmsvr/scanKV?cat=topics&limit=1000", null);
        Assert.DoesNotContain(gid, topics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:36789", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("evil.localhost.example", false)]
    [InlineData("localhost:1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:36789", true)]
    [InlineData("10.1.2.3:36789", true)]
    [InlineData("dtm:36789", true)]
    [InlineData("app.localhost", true)]
    [InlineData("host.docker.internal:36789", true)]
    [InlineData("Proxy.Example", true)]
    public async Task Host_OnLoopback_IsAnAddressOrANameThatNoPageCanHave(string host, bool isServed)
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel, null, "--OrleansSaga:Api:AllowedHosts=other.example; proxy.example");

        foreach (var path in new[] { "/api/dtmsvr/newGid", "/api/v1/transactions" })
            Assert.Equal(isServed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, (await SendAsync(silo.Address, HttpMethod.Get, path, null, ("Host", host), ("Origin", $"http://{host}"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(silo.Address, HttpMethod.Get, "/health/live", null, ("Host", host))).Status);
    }

    /// <summary>From a wiki or a ticket to a transaction.</summary>
    [Theory]
    [InlineData("GET", "/api/v1/transactions", "navigate", "document", true)]
    [InlineData("GET", "/api/v1/transactions", "no-cors", "image", false)]
    [InlineData("GET", "/api/v1/transactions", "navigate", "iframe", false)]
    [InlineData("POST", "/api/v1/transactions/none/retry", "navigate", "document", false)]
    [InlineData("GET", "/api/dtmsvr/resetCronTime", "navigate", "document", false)]
    public async Task Link_FromAnotherSite_ThatIsFollowed_MayReadAndNoMore(string method, string path, string mode, string destination, bool isServed)
    {
        var (status, _) = await SendAsync(new HttpMethod(method), path, null, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination));

        Assert.Equal(isServed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, status);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://HOST")]
    [InlineData("Origin", "https://HOST")]
    public async Task Request_OfAPageOfOurOwn_IsServed(string header, string value) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/api/dtmsvr/newGid", null, (header, value.Replace("HOST", bed.Address.Authority, StringComparison.Ordinal)))).Status);

    /// <summary>A load balancer's probe may carry anything, and tells nothing.</summary>
    [Fact]
    public async Task Health_FromAnotherSite_IsServed() =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/health/live", null, ("Sec-Fetch-Site", "cross-site"))).Status);

    private Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers) =>
        SendAsync(bed.Address, method, path, body, headers);

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(Uri address, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        // As a page can send it without asking first: with a content type of a form.
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = body is null ? null : new StringContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var reply = await http.SendAsync(request, Cancel);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(Cancel));
    }
}
