using System.Buffers;

namespace OrleansSaga.Runtime.Tests.Links;

public sealed class LinkBreakTests
{
    private static readonly LinkReply Done = TestHandler.Done("done");

    [Fact]
    public async Task Link_CutInTheMiddleOfAFrame_BreaksItsCallsAndComesUpAgain()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, server) = await links.UpToTestAsync();
        var answered = TestLinks.Send(link, "1");
        var waiting = TestLinks.Send(link, "2");
        var (number, _) = await server.ReceiveCallAsync();
        var (cut, _) = await server.ReceiveCallAsync();
        var bytes = new ArrayBufferWriter<byte>();
        FrameWriter.WriteReply(bytes, number, Done);
        var whole = bytes.WrittenCount;
        FrameWriter.WriteReply(bytes, cut, Done);

        await server.SendAsync(bytes.WrittenMemory[..(whole + 7)]);
        await server.DisposeAsync();

        Assert.Equal("Done:done", await answered.End);
        Assert.Equal("broken:it was cut in the middle of a frame", await waiting.End);
        await TestLinks.Until(() => link.HasFailed && links.ClientLog.Of(1102).Any());
        Assert.False(link.TrySend(TestLinks.Request("3"), new TestCaller()));
        links.Connector.Server = links.Server;
        await links.AdvanceUntil(() => link.IsUp);
        Assert.False(link.HasFailed);
        Assert.Equal("Done:4", await TestLinks.Send(link, "4").End);
    }

    [Fact]
    public async Task Link_ThatCannotConnect_TriesAgainAfterPausesThatGrow()
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        var early = TestLinks.Send(link, "early");

        var first = await links.Connector.NextAsync();
        links.Connector.Failure = "refused";
        first.Fail("refused");
        Assert.Equal("broken:refused", await early.End);
        Assert.True(link.HasFailed);
        Assert.False(link.TrySend(TestLinks.Request("x"), new TestCaller()));
        // The sweep, and the pause. From here on attempts are made and fail within the call that moves the clock.
        await TestLinks.Until(() => links.Time.ArmedTimers == 2);
        var attempts = 1;
        foreach (var pause in new[] { 100, 200, 400, 800, 1_000, 1_000 })
        {
            links.Time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.Equal(attempts, links.Connector.Count);
            links.Time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(++attempts, links.Connector.Count);
        }

        Assert.Equal(6, links.ClientLog.Of(1105).Count());
        Assert.Single(links.ClientLog.Of(1104));
    }

    [Fact]
    public async Task Changes_OfALink_AreTold()
    {
        await using var links = new TestLinks(isServed: false);
        var states = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        ILink? link = null;
        link = links.Open(() => states.Enqueue(link!.IsUp));
        await using (await links.AcceptAsync())
            await TestLinks.Until(() => states.Count == 1);

        await TestLinks.Until(() => states.Count == 2);

        Assert.Equal([true, false], states);
    }

    [Fact]
    public async Task Server_ThatIsSilent_BreaksTheLinkAfterTwoSeconds()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, server) = await links.UpToTestAsync();
        var caller = TestLinks.Send(link, "x");
        await server.ReceiveCallAsync();
        await TestLinks.Until(() => links.Time.ArmedTimers == 2);

        links.Time.Advance(TimeSpan.FromMilliseconds(1_750));
        Assert.True(link.IsUp);
        links.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal("broken:nothing was heard for 2 s", await caller.End);
        Assert.True(link.HasFailed);
    }

    [Fact]
    public async Task Client_ThatIsSilent_LosesItsSession()
    {
        await using var links = new TestLinks();
        var (_, served) = await links.ConnectAsync();
        await TestLinks.Until(() => links.Time.ArmedTimers == 1);

        links.Time.Advance(TimeSpan.FromMilliseconds(2_250));

        await served.Soon();
        Assert.Contains("nothing was heard for 2 s", Assert.Single(links.ServerLog.Of(1107)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_WithNothingToSay_StaysUp()
    {
        await using var links = new TestLinks();
        using var frames = new CounterProbe(links.Meters, "orleanssaga.link.frames");
        var link = await links.UpAsync();

        // Eight seconds and more: each second a ping and a pong.
        await links.AdvanceUntil(() => frames.Sum >= 16);

        Assert.True(link.IsUp);
        Assert.Empty(links.ClientLog.Of(1102));
        Assert.Equal("Done:x", await TestLinks.Send(link, "x").End);
    }

    [Fact]
    public async Task Incarnation_ThatChanges_EndsTheSessionsOfTheOneBefore()
    {
        var incarnation = Guid.NewGuid();
        await using var links = new TestLinks(client: options => new() { Secret = options.Secret, Name = options.Name, Incarnation = () => incarnation });
        var link = await links.UpAsync();

        incarnation = Guid.NewGuid();
        await links.AdvanceUntil(() => links.ClientLog.Of(1102).Any());
        await links.AdvanceUntil(() => link.IsUp);
        await TestLinks.Send(link, "x").End;

        Assert.Equal(incarnation, Assert.Single(links.Handler.Calls).From.Incarnation);
    }

    [Fact]
    public async Task Call_WhoseTimeIsUp_IsBrokenAndItsLateReplyDropped()
    {
        await using var links = new TestLinks(isServed: false);
        using var dropped = new CounterProbe(links.Meters, "orleanssaga.link.dropped");
        var (link, server) = await links.UpToTestAsync();
        var late = TestLinks.Send(link, "late", TimeSpan.FromMilliseconds(600));
        var other = TestLinks.Send(link, "other");
        var (lateNumber, _) = await server.ReceiveCallAsync();
        var (otherNumber, _) = await server.ReceiveCallAsync();

        links.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(late.IsTold);
        links.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal("broken:its time is up", await late.End);
        await server.SendAsync(output => FrameWriter.WriteReply(output, lateNumber, Done));
        await server.SendAsync(output => FrameWriter.WriteReply(output, otherNumber, Done));

        Assert.Equal("Done:done", await other.End);
        Assert.Equal(1, late.Told);
        Assert.Equal(1, dropped.Sum);
        Assert.True(link.IsUp);
    }

    [Fact]
    public async Task Call_WhoseTimeIsUpBeforeItIsSent_IsNeverSent()
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        var attempt = await links.Connector.NextAsync();
        var late = TestLinks.Send(link, "late", TimeSpan.FromMilliseconds(100));
        TestLinks.Send(link, "in time", TimeSpan.FromSeconds(5));
        links.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal("broken:its time is up", await late.End);

        var server = attempt.Open();
        await LinkHandshake.AcceptAsync(server, links.ServerOptions, TestContext.Current.CancellationToken);
        var (_, request) = await server.ReceiveCallAsync();

        Assert.Equal("in time", TestHandler.TextOf(request));
        Assert.Equal(TimeSpan.FromMilliseconds(4_750), request.TimeLeft);
    }

    [Fact]
    public async Task Call_ThatComesTooLateOrTwice_IsNotServed()
    {
        await using var links = new TestLinks();
        using var dropped = new CounterProbe(links.Meters, "orleanssaga.link.dropped");
        var (client, _) = await links.ConnectAsync();

        await client.SendAsync(output =>
        {
            FrameWriter.WriteCall(output, 1, 0, TestLinks.Request("too late"));
            FrameWriter.WriteCall(output, 2, 1_000, TestLinks.Request("first"));
            FrameWriter.WriteCall(output, 2, 1_000, TestLinks.Request("first"));
            FrameWriter.WriteCall(output, 1, 1_000, TestLinks.Request("too late"));
            FrameWriter.WriteCall(output, 3, 1_000, TestLinks.Request("last"));
        });

        Assert.Equal(2UL, (await client.ReceiveReplyAsync()).Number);
        Assert.Equal(3UL, (await client.ReceiveReplyAsync()).Number);
        Assert.Equal(["first", "last"], links.Handler.Calls.Select(call => TestHandler.TextOf(call.Request)));
        Assert.Equal(3, dropped.Sum);
    }

    [Fact]
    public async Task Reply_ThatComesTwice_IsToldOnce()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, server) = await links.UpToTestAsync();
        var first = TestLinks.Send(link, "1");
        var second = TestLinks.Send(link, "2");
        var (one, _) = await server.ReceiveCallAsync();
        var (two, _) = await server.ReceiveCallAsync();

        await server.SendAsync(output =>
        {
            FrameWriter.WriteReply(output, one, Done);
            FrameWriter.WriteReply(output, one, Done);
            FrameWriter.WriteReply(output, two, Done);
        });

        await second.End;
        Assert.Equal(1, first.Told);
    }

    [Fact]
    public async Task Queue_ThatIsFullOfCalls_TakesNoMoreUntilOneEnds()
    {
        await using var links = new TestLinks(isServed: false, client: options => Limited(options, calls: 3));
        using var limited = new CounterProbe(links.Meters, "orleanssaga.link.limit_reached");
        var (link, server) = await links.UpToTestAsync();
        var first = TestLinks.Send(link, "1");
        TestLinks.Send(link, "2");
        TestLinks.Send(link, "3");

        Assert.False(link.TrySend(TestLinks.Request("4"), new TestCaller()));
        Assert.Equal(1, limited.Sum);
        await server.SendAsync(output => FrameWriter.WriteReply(output, 1, Done));
        await first.End;

        TestLinks.Send(link, "5");
        Assert.True(link.IsUp);
    }

    [Fact]
    public async Task Queue_ThatIsFullOfBytes_TakesNoMore()
    {
        await using var links = new TestLinks(isServed: false, client: options => Limited(options, bytes: 5_000));
        var link = links.Open();
        TestLinks.Send(link, new string('x', 4_000));

        Assert.False(link.TrySend(TestLinks.Request(new string('y', 1_000)), new TestCaller()));
        TestLinks.Send(link, new string('z', 500));
    }

    [Fact]
    public async Task Server_WithTooManyCallsOfOnePeer_RefusesTheNextOnes()
    {
        await using var links = new TestLinks(server: options => Limited(options, calls: 2));
        var gate = new TaskCompletionSource<LinkReply>();
        links.Handler.Serve = _ => gate.Task;
        var (client, _) = await links.ConnectAsync();

        for (var number = 1UL; number <= 3; number++)
            await client.SendAsync(output => FrameWriter.WriteCall(output, number, 1_000, TestLinks.Request("x")));

        var (refused, reply) = await client.ReceiveReplyAsync();
        Assert.Equal((3UL, LinkStatus.LimitReached), (refused, reply.Status));
        gate.SetResult(Done);
        Assert.Equal(LinkStatus.Done, (await client.ReceiveReplyAsync()).Reply.Status);
        Assert.Equal(LinkStatus.Done, (await client.ReceiveReplyAsync()).Reply.Status);
        Assert.Equal(2, links.Handler.Calls.Count);
    }

    [Fact]
    public async Task Peer_ThatNeverReads_IsCutBeforeItsRepliesFillTheMemory()
    {
        await using var links = new TestLinks(server: options => Limited(options, calls: 10));
        links.Handler.Serve = _ => Task.FromResult(TestHandler.Done(new string('x', 1_000)));
        var (client, served) = await links.ConnectAsync();

        var end = await Record.ExceptionAsync(async () =>
        {
            for (var number = 1UL; !served.IsCompleted; number++)
                await client.SendAsync(output => FrameWriter.WriteCall(output, number, 1_000, TestLinks.Request("x")));
        });

        Assert.True(end is null or IOException);
        await served.Soon();
        Assert.Contains("does not read its replies", Assert.Single(links.ServerLog.Of(1107)), StringComparison.Ordinal);
    }

    private static LinkOptions Limited(LinkOptions options, int calls = 100, int bytes = 64 * 1024 * 1024) => new()
    {
        Secret = options.Secret,
        Name = options.Name,
        Incarnation = options.Incarnation,
        MaxQueuedCalls = calls,
        MaxQueuedBytes = bytes,
        MaxFrameBytes = Math.Min(bytes, 32 * 1024 * 1024),
    };
}
