using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Links over Kestrel and HttpClient, on this machine.</summary>
public sealed class Http2LinkTests
{
    [Fact]
    public async Task Calls_TwentyThousandFromSixtyFourCallers_AllHaveTheirReplies()
    {
        await using var host = await TestLinkHost.StartAsync();
        await using var client = new TestLinkClient();
        var link = client.Open(host.Member);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 20_000 / 64; i++)
                Assert.Equal($"Done:{sender}/{i}", await TestLinks.Send(link, $"{sender}/{i}").End);
        })));
        Assert.Empty(client.Log.Of(1102));
    }

    [Fact]
    public async Task Frame_LargerThanAllWindows_ComesThroughBothWays()
    {
        await using var host = await TestLinkHost.StartAsync();
        await using var client = new TestLinkClient();
        var link = client.Open(host.Member);
        var text = new string('x', 20_000_000);

        Assert.Equal($"Done:{text}", await TestLinks.Send(link, text).End);
        Assert.Equal("Done:small", await TestLinks.Send(link, "small").End);
    }

    [Fact]
    public async Task Secrets_ThatDiffer_AreToldOnBothSides()
    {
        await using var host = await TestLinkHost.StartAsync();
        await using var client = new TestLinkClient("some other secret, which is long enough"u8.ToArray());
        var link = client.Open(host.Member);

        Assert.Equal("broken:it does not know the same OrleansSaga:Cluster:Secret", await TestLinks.Send(link, "x").End);

        Assert.Single(client.Log.Of(1109));
        await TestLinks.Until(() => host.Log.Of(1109).Any());
        Assert.StartsWith("The silo a at 127.0.0.1:", Assert.Single(host.Log.Of(1109)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatCloses_EndsItsLinksInOrderAndAnswers503()
    {
        await using var host = await TestLinkHost.StartAsync();
        await using var client = new TestLinkClient();
        var gate = new Gate();
        host.Handler.Serve = async _ =>
        {
            await gate.Pass();
            return TestHandler.Done("done");
        };
        var link = client.Open(host.Member);
        var running = TestLinks.Send(link, "x");
        await gate.Reached;

        var closed = host.Server.CloseAsync();
        gate.Open();

        Assert.Equal("Done:done", await running.End);
        await closed.Soon();
        await TestLinks.Until(() => client.Log.All.Any(line => line.Contains("answers with status 503", StringComparison.Ordinal)));
        Assert.Single(client.Log.Of(1103));
        Assert.Empty(client.Log.Of(1102));
        Assert.Single(host.Log.Of(1108));
    }

    [Fact]
    public async Task Link_ThatIsClosed_EndsInOrderAtTheServer()
    {
        await using var host = await TestLinkHost.StartAsync();
        await using var client = new TestLinkClient();
        var link = client.Open(host.Member);
        await TestLinks.Send(link, "x").End;

        await link.DisposeAsync().AsTask().Soon();

        await TestLinks.Until(() => host.Log.Of(1107).Any() || host.Log.Of(1108).Any());
        Assert.Empty(host.Log.Of(1107));
        Assert.Single(client.Log.Of(1103));
    }

    [Fact]
    public async Task Server_ThatIsGone_BreaksItsLinks()
    {
        await using var client = new TestLinkClient();
        var host = await TestLinkHost.StartAsync();
        var gate = new Gate();
        host.Handler.Serve = async _ =>
        {
            await gate.Pass();
            return TestHandler.Done("done");
        };
        var link = client.Open(host.Member);
        var running = TestLinks.Send(link, "x");
        await gate.Reached;

        await host.KillAsync();

        Assert.StartsWith("broken:", await running.End, StringComparison.Ordinal);
        await TestLinks.Until(() => link.HasFailed);
        gate.Open();
    }

    [Fact]
    public async Task Link_ToNobody_Fails()
    {
        await using var client = new TestLinkClient();
        string endpoint;
        await using (var host = await TestLinkHost.StartAsync())
            endpoint = host.Endpoint;
        var link = client.Open(new SiloMember("b", TestLinkHost.Incarnation, endpoint, IsActive: true));

        Assert.StartsWith("broken:", await TestLinks.Send(link, "x").End, StringComparison.Ordinal);
        Assert.True(link.HasFailed);
    }

    [Theory]
    [InlineData("GET", "/silo-link", "2.0")]
    [InlineData("POST", "/", "2.0")]
    [InlineData("POST", "/silo-link/x", "2.0")]
    [InlineData("POST", "/silo-link", "1.1")]
    public async Task Endpoint_OfAnythingElse_Is404(string method, string path, string version)
    {
        await using var host = await TestLinkHost.StartAsync(version == "2.0" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{host.Endpoint}{path}")
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
