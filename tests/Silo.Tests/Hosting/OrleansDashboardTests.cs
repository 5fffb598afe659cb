using System.Net;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Hosting;

/// <summary>Orleans' dashboard is for people at this machine: nobody is authenticated there.</summary>
public sealed class OrleansDashboardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_AskedFromHere_IsShown()
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        foreach (var host in new[] { $"127.0.0.1:{silo.Address.Port}", $"localhost:{silo.Address.Port}" })
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(http, silo, "/orleans", ("Host", host)));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(http, silo, "/orleans/version", ("Host", host)));
        }
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 nginx")]
    public async Task Dashboard_AskedForAnotherHostOrThroughAProxy_IsForbidden(string header, string value)
    {
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        foreach (var path in new[] { "/orleans", "/orleans/", "/orleans/version", "/ORLEANS/index.min.js" })
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, silo, path, (header, value)));
        // What is not the dashboard is as open as ever.
        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, silo, "/health/live", (header, value)));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, TestSilo silo, string path, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(silo.Address, path));
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var reply = await http.SendAsync(request, Cancel);
        return reply.StatusCode;
    }
}
