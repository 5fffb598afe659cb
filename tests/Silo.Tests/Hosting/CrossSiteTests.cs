using System.Net;
using OrleansSaga.Silo.Tests.Dtm;

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

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        // As a page can send it without asking first: with a content type of a form.
        using var request = new HttpRequestMessage(method, new Uri(bed.Address, path)) { Content = body is null ? null : new StringContent(body) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var reply = await http.SendAsync(request, Cancel);
        return (reply.StatusCode, await reply.Content.ReadAsStringAsync(Cancel));
    }
}
