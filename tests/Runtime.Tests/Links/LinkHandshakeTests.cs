using System.Buffers.Binary;

namespace OrleansSaga.Runtime.Tests.Links;

public sealed class LinkHandshakeTests
{
    [Fact]
    public async Task Secrets_ThatDiffer_AreToldOnceAMinuteOnBothSidesAndNothingIsServed()
    {
        await using var links = new TestLinks(server: WithOtherSecret);
        var link = links.Open();
        var caller = new TestCaller();
        link.TrySend(TestLinks.Request("x"), caller);

        Assert.Equal("broken:it does not know the same OrleansSaga:Cluster:Secret", await caller.End);
        await links.AdvanceUntil(() => links.Connector.Count >= 5);

        Assert.Equal(["The silo b at b:1 does not know the same OrleansSaga:Cluster:Secret"], links.ClientLog.Of(1109));
        Assert.Equal(["The silo a at memory:client does not know the same OrleansSaga:Cluster:Secret"], links.ServerLog.Of(1109));
        Assert.True(link.HasFailed);
        Assert.Empty(links.Handler.Calls);

        links.Time.Advance(TimeSpan.FromMinutes(1));
        await links.AdvanceUntil(() => links.ClientLog.Of(1109).Count() == 2 && links.ServerLog.Of(1109).Count() == 2);
    }

    [Fact]
    public async Task Server_WithAnotherSecret_IsRefusedByTheClient()
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        var server = (await links.Connector.NextAsync()).Open();
        await server.ReceiveAsync();
        await server.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, LinkHello.Of(links.ServerOptions).Encode()));
        Assert.Equal(FrameKind.Proof, (await server.ReceiveAsync())?.Kind);

        await server.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, new byte[32]));

        Assert.Equal(FrameKind.Refused, (await server.ReceiveAsync())?.Kind);
        Assert.Null(await server.ReceiveAsync());
        await TestLinks.Until(() => link.HasFailed && links.ClientLog.Of(1109).Any());
        Assert.Single(links.ClientLog.Of(1109));
    }

    [Fact]
    public async Task Proof_SentBackByTheServer_IsRefused()
    {
        await using var links = new TestLinks(isServed: false);
        links.Open();
        var server = (await links.Connector.NextAsync()).Open();
        await server.ReceiveAsync();
        await server.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, LinkHello.Of(links.ServerOptions).Encode()));
        var proof = (await server.ReceiveAsync())!.Value.Content;

        await server.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, proof));

        Assert.Equal(FrameKind.Refused, (await server.ReceiveAsync())?.Kind);
    }

    [Fact]
    public async Task Proof_OfTheOtherDirection_IsRefused()
    {
        await using var links = new TestLinks();
        var (client, served) = links.Connect();
        var (own, peer) = await SayHello(links, client);

        await client.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, LinkProof.OfServer(TestLinks.Secret, own, peer)));

        Assert.Equal(FrameKind.Refused, (await client.ReceiveAsync())?.Kind);
        await served.Soon();
    }

    [Fact]
    public async Task Proof_OfAnEarlierSession_IsRefused()
    {
        await using var links = new TestLinks();
        var (first, _) = links.Connect();
        var (own, peer) = await SayHello(links, first);
        var proof = LinkProof.OfClient(TestLinks.Secret, own, peer);
        await first.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, proof));
        Assert.Equal(FrameKind.Proof, (await first.ReceiveAsync())?.Kind);

        var (second, _) = links.Connect();
        await second.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, own));
        await second.ReceiveAsync();
        await second.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, proof));

        Assert.Equal(FrameKind.Refused, (await second.ReceiveAsync())?.Kind);
    }

    [Fact]
    public async Task Server_BeforeTheProof_ProvesAndServesNothing()
    {
        await using var links = new TestLinks();
        var (client, served) = links.Connect();
        await SayHello(links, client);

        await client.SendAsync(output => FrameWriter.WriteCall(output, 1, 1_000, TestLinks.Request("x")));

        Assert.Null(await client.ReceiveAsync());
        await served.Soon();
        Assert.Empty(links.Handler.Calls);
    }

    [Fact]
    public async Task Protocols_ThatDoNotMeet_AreToldInPlainWordsOnBothSides()
    {
        await using var links = new TestLinks(server: options => Speaking(options, 3, 5));
        var link = links.Open();
        await TestLinks.Until(() => link.HasFailed && links.ClientLog.Of(1110).Any() && links.ServerLog.Of(1110).Any());

        Assert.Equal("No link with the silo b at b:1: it speaks the link protocols 3 to 5, this silo 1 to 1: their builds are too far apart", Assert.Single(links.ClientLog.Of(1110)));
        Assert.Equal("No link with the silo a at memory:client: it speaks the link protocols 1 to 1, this silo 3 to 5: their builds are too far apart", Assert.Single(links.ServerLog.Of(1110)));
    }

    [Fact]
    public async Task Protocols_ThatOverlap_MeetAtTheNewestThatBothSpeak()
    {
        await using var links = new TestLinks(client: options => Speaking(options, 1, 3), server: options => Speaking(options, 2, 5));
        await links.UpAsync();

        Assert.EndsWith("is up, protocol 3", Assert.Single(links.ClientLog.Of(1101)), StringComparison.Ordinal);
        await TestLinks.Until(() => links.ServerLog.Of(1106).Any());
        Assert.EndsWith("is up, protocol 3", Assert.Single(links.ServerLog.Of(1106)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hello_OfALaterBuild_MayHaveMoreInIt()
    {
        await using var links = new TestLinks();
        var (client, _) = links.Connect();
        byte[] own = [.. LinkHello.Of(links.ClientOptions).Encode(), 1, 2, 3];
        await client.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, own));
        var peer = (await client.ReceiveAsync())!.Value.Content;

        await client.SendAsync(output => FrameWriter.Write(output, FrameKind.Proof, LinkProof.OfClient(TestLinks.Secret, own, peer)));

        Assert.Equal(FrameKind.Proof, (await client.ReceiveAsync())?.Kind);
    }

    [Theory]
    [InlineData("b", false)]
    [InlineData("c", true)]
    public async Task Server_ThatIsSomebodyElse_GetsNoProof(string name, bool isWantedIncarnation)
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        var server = (await links.Connector.NextAsync()).Open();
        await server.ReceiveAsync();
        var hello = LinkHello.Of(TestLinks.OptionsOf(name, isWantedIncarnation ? links.Peer.Incarnation : Guid.NewGuid()));

        await server.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, hello.Encode()));

        Assert.Null(await server.ReceiveAsync());
        await TestLinks.Until(() => link.HasFailed && links.ClientLog.Of(1104).Any());
        Assert.Contains($"the silo {name} ({hello.Incarnation}) is there, not b ({links.Peer.Incarnation})", Assert.Single(links.ClientLog.Of(1104)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WithTheServersName_IsRefused()
    {
        await using var links = new TestLinks();
        var (client, served) = links.Connect();
        await client.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, LinkHello.Of(TestLinks.OptionsOf("b", Guid.NewGuid())).Encode()));

        Assert.Equal(FrameKind.Hello, (await client.ReceiveAsync())?.Kind);
        Assert.Null(await client.ReceiveAsync());
        await served.Soon();
        Assert.Contains("it has the name of this silo", Assert.Single(links.ServerLog.Of(1111)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ThatProvesNothing_HasTwoSeconds()
    {
        await using var links = new TestLinks();
        var (client, served) = links.Connect();
        await SayHello(links, client);

        links.Time.Advance(TimeSpan.FromMilliseconds(1_999));
        Assert.False(served.IsCompleted);
        links.Time.Advance(TimeSpan.FromMilliseconds(1));

        await served.Soon();
        Assert.Contains("it proved nothing within 2 s", Assert.Single(links.ServerLog.Of(1111)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frame_BeforeTheProof_MayOnlyBeSmall()
    {
        await using var links = new TestLinks();
        var (client, served) = links.Connect();
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, LinkHandshake.MaxFrameBytes + 1);

        await client.SendAsync(length);

        await served.Soon();
        Assert.Contains("a frame of 1025 bytes came", Assert.Single(links.ServerLog.Of(1111)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatDoesNotAnswerTheHandshake_HasOneSecond()
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        var caller = TestLinks.Send(link, "x");
        var server = (await links.Connector.NextAsync()).Open();
        await server.ReceiveAsync();

        links.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("broken:no answer within 1 s", await caller.End);
    }

    [Fact]
    public void Options_ThatCannotWork_AreRefused()
    {
        var id = Guid.NewGuid();

        Assert.Throws<ArgumentException>(() => new LinkOptions { Secret = new byte[31], Name = "a", Incarnation = () => id }.Validate());
        Assert.Throws<ArgumentException>(() => new LinkOptions { Secret = new byte[32], Name = "a\n", Incarnation = () => id }.Validate());
        Assert.Throws<ArgumentException>(() => new LinkOptions { Secret = new byte[32], Name = "", Incarnation = () => id }.Validate());
        Assert.Throws<ArgumentException>(() => new LinkOptions { Secret = new byte[32], Name = "a", Incarnation = () => id, MinProtocol = 2 }.Validate());
        new LinkOptions { Secret = new byte[32], Name = "a", Incarnation = () => id }.Validate();
    }

    private static LinkOptions WithOtherSecret(LinkOptions options) =>
        new() { Secret = TestLinks.Secret.Reverse().ToArray(), Name = options.Name, Incarnation = options.Incarnation };

    private static LinkOptions Speaking(LinkOptions options, int min, int max) =>
        new() { Secret = options.Secret, Name = options.Name, Incarnation = options.Incarnation, MinProtocol = min, MaxProtocol = max };

    private static async Task<(byte[] Own, byte[] Peer)> SayHello(TestLinks links, MemoryTransport client)
    {
        var own = LinkHello.Of(links.ClientOptions).Encode();
        await client.SendAsync(output => FrameWriter.Write(output, FrameKind.Hello, own));
        var frame = await client.ReceiveAsync();
        Assert.Equal(FrameKind.Hello, frame?.Kind);
        return (own, frame!.Value.Content);
    }
}
