using System.Diagnostics;
using System.Text;

namespace OrleansSaga.Runtime.Tests.Links;

public sealed class LinkCallTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Call_OverALink_IsServedAsItWasSent()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        var caller = new TestCaller();

        Assert.True(link.TrySend(new LinkRequest("Some.Target", "hello"u8.ToArray(), TimeSpan.FromSeconds(7), TraceParent), caller));

        Assert.Equal("Done:hello", await caller.End);
        var (from, request) = Assert.Single(links.Handler.Calls);
        Assert.Equal(new LinkPeer("a", links.ClientOptions.Incarnation()), from);
        Assert.Equal(("Some.Target", TimeSpan.FromSeconds(7), TraceParent), (request.Target, request.TimeLeft, request.TraceParent));
        Assert.Equal("hello", TestHandler.TextOf(request));
    }

    [Fact]
    public async Task Call_WithATrace_IsServedUnderIt()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        links.Handler.Serve = async request =>
        {
            var before = Activity.Current?.TraceId.ToString() ?? "none";
            await Task.Yield();
            return TestHandler.Done($"{before} {Activity.Current?.TraceId.ToString() ?? "none"}");
        };
        var traced = new TestCaller();
        var untraced = new TestCaller();

        link.TrySend(TestLinks.Request("") with { TraceParent = TraceParent }, traced);
        link.TrySend(TestLinks.Request(""), untraced);

        Assert.Equal($"Done:{TraceParent[3..35]} {TraceParent[3..35]}", await traced.End);
        Assert.Equal("Done:none none", await untraced.End);
    }

    [Theory]
    [InlineData(0, "Done")]
    [InlineData(1, "Failed")]
    [InlineData(2, "LimitReached")]
    [InlineData(3, "Stopping")]
    [InlineData(4, "Unknown")]
    public async Task Reply_OfEveryStatus_ReachesTheCaller(int status, string name)
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        links.Handler.Serve = request => Task.FromResult(new LinkReply((LinkStatus)status, "why"u8.ToArray()));

        Assert.Equal($"{name}:why", await TestLinks.Send(link, "x").End);
    }

    [Fact]
    public async Task Replies_InAnotherOrder_ReachTheirCallers()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        var replies = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource<LinkReply>()).ToList();
        links.Handler.Serve = request => replies[int.Parse(TestHandler.TextOf(request), System.Globalization.CultureInfo.InvariantCulture)].Task;
        var callers = Enumerable.Range(0, 5).Select(i => TestLinks.Send(link, $"{i}")).ToList();

        foreach (var i in new[] { 3, 0, 4, 2, 1 })
        {
            replies[i].SetResult(TestHandler.Done($"reply {i}"));
            Assert.Equal($"Done:reply {i}", await callers[i].End);
        }
    }

    [Fact]
    public async Task Calls_ThousandsAtOnce_AllHaveTheirReplies()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        links.Handler.Serve = async request =>
        {
            await Task.Yield();
            return new LinkReply(LinkStatus.Done, request.Body);
        };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            var random = new Random(sender);
            var calls = Enumerable.Range(0, 1_000).Select(i => $"{sender}/{i}/{new string('x', random.Next(400))}").Select(text => (Text: text, Caller: TestLinks.Send(link, text))).ToList();
            foreach (var (text, caller) in calls)
                Assert.Equal($"Done:{text}", await caller.End);
        })));
    }

    [Fact]
    public async Task Calls_BeforeTheFirstConnect_WaitForItAndGoOutTogether()
    {
        await using var links = new TestLinks(isServed: false);
        using var frames = new CounterProbe(links.Meters, "orleanssaga.link.frames");
        using var flushes = new CounterProbe(links.Meters, "orleanssaga.link.flushes");
        var link = links.Open();
        var attempt = await links.Connector.NextAsync();
        var callers = Enumerable.Range(0, 100).Select(i => TestLinks.Send(link, $"{i}")).ToList();
        Assert.False(link.IsUp);
        Assert.False(link.HasFailed);

        _ = TestConnector.ServeAsync(links.Server, attempt.Open());

        for (var i = 0; i < 100; i++)
            Assert.Equal($"Done:{i}", await callers[i].End);
        await TestLinks.Until(() => frames.Sum >= 200);
        Assert.InRange(flushes.Sum, 2, 100);
    }

    [Fact]
    public async Task Handler_ThatThrows_FailsOnlyThatCall()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        links.Handler.Serve = request => TestHandler.TextOf(request) switch
        {
            "now" => throw new InvalidOperationException("secret detail"),
            "later" => Task.FromException<LinkReply>(new InvalidOperationException("secret detail")),
            _ => Task.FromResult(TestHandler.Done("fine")),
        };

        Assert.Equal("Failed:internal error", await TestLinks.Send(link, "now").End);
        Assert.Equal("Failed:internal error", await TestLinks.Send(link, "later").End);
        Assert.Equal("Done:fine", await TestLinks.Send(link, "x").End);
        Assert.Equal(2, links.ServerLog.Of(1112).Count());
    }

    [Fact]
    public async Task Caller_ThatThrows_DoesNotHarmTheOthers()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();

        Assert.True(link.TrySend(TestLinks.Request("x"), new ThrowingCaller()));

        Assert.Equal("Done:y", await TestLinks.Send(link, "y").End);
        Assert.Single(links.ClientLog.Of(1113));
    }

    [Fact]
    public async Task CallAndReply_ThatAreTooLarge_AreRefusedAndTheLinkStays()
    {
        await using var links = new TestLinks(client: Small, server: Small);
        var link = await links.UpAsync();
        links.Handler.Serve = request => Task.FromResult(TestHandler.Done(TestHandler.TextOf(request) is { Length: > 1 } text ? text : new string('y', 3_000)));

        Assert.StartsWith("LimitReached:The call has ", await TestLinks.Send(link, new string('x', 3_000)).End, StringComparison.Ordinal);
        Assert.StartsWith("Failed:The reply has ", await TestLinks.Send(link, "x").End, StringComparison.Ordinal);
        Assert.Equal("Done:both fit", await TestLinks.Send(link, "both fit").End);

        static LinkOptions Small(LinkOptions options) => new() { Secret = options.Secret, Name = options.Name, Incarnation = options.Incarnation, MaxFrameBytes = 2_048 };
    }

    [Fact]
    public async Task Frame_OfManySegments_IsReadAsOne()
    {
        await using var links = new TestLinks();
        var link = await links.UpAsync();
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(static i => (char)('a' + (i % 26))));

        Assert.Equal($"Done:{text}", await TestLinks.Send(link, text).End);
    }

    [Fact]
    public async Task Frames_ThatComeByteByByte_AreRead()
    {
        await using var links = new TestLinks();
        var (client, _) = await links.ConnectAsync();
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        FrameWriter.WriteCall(bytes, 1, 1_000, new LinkRequest("täst", Encoding.UTF8.GetBytes("in bits"), default, TraceParent));

        foreach (var single in bytes.WrittenMemory.ToArray())
            await client.SendAsync(new[] { single });

        Assert.Equal("in bits", Encoding.UTF8.GetString((await client.ReceiveReplyAsync()).Reply.Body.Span));
        Assert.Equal("täst", Assert.Single(links.Handler.Calls).Request.Target);
    }

    private sealed class ThrowingCaller : ILinkCaller
    {
        public void OnReply(LinkReply reply) => throw new InvalidOperationException("test");

        public void OnBroken(string reason) => throw new InvalidOperationException("test");
    }
}
