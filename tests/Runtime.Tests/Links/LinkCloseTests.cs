using System.Buffers.Binary;

namespace OrleansSaga.Runtime.Tests.Links;

public sealed class LinkCloseTests
{
    [Fact]
    public async Task Bye_OfTheServer_LetsItsRunningCallsEndAndSendsTheOthersBack()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, server) = await links.UpToTestAsync();
        var running = TestLinks.Send(link, "running");
        var unserved = TestLinks.Send(link, "unserved");
        var (number, _) = await server.ReceiveCallAsync();

        await server.SendAsync(output => FrameWriter.WriteBye(output, number));

        Assert.Equal("Stopping:The silo is closing its links.", await unserved.End);
        Assert.False(link.IsUp);
        Assert.True(link.HasFailed);
        Assert.False(link.TrySend(TestLinks.Request("x"), new TestCaller()));
        await server.SendAsync(output => FrameWriter.WriteReply(output, number, TestHandler.Done("done")));
        Assert.Equal("Done:done", await running.End);
        await server.DisposeAsync();
        await TestLinks.Until(() => links.ClientLog.Of(1103).Any());
        Assert.Empty(links.ClientLog.Of(1102));
    }

    [Fact]
    public async Task Server_ThatCloses_SendsTheRepliesOfWhatRuns()
    {
        await using var links = new TestLinks();
        var gate = new Gate();
        links.Handler.Serve = async _ =>
        {
            await gate.Pass();
            return TestHandler.Done("done");
        };
        var link = await links.UpAsync();
        var running = TestLinks.Send(link, "x");
        await gate.Reached;

        var closed = links.Server.CloseAsync();
        await TestLinks.Until(() => !link.IsUp);
        gate.Open();

        Assert.Equal("Done:done", await running.End);
        await closed.Soon();
        await TestLinks.Until(() => links.ServerLog.Of(1108).Any() && links.ClientLog.Of(1103).Any());
    }

    [Fact]
    public async Task Server_ThatClosesWhileACallHangs_WaitsOneSecond()
    {
        await using var links = new TestLinks();
        var gate = new Gate();
        links.Handler.Serve = async _ =>
        {
            await gate.Pass();
            return TestHandler.Done("too late");
        };
        var link = await links.UpAsync();
        var hanging = TestLinks.Send(link, "x");
        await gate.Reached;

        var closed = links.Server.CloseAsync();
        Assert.False(closed.IsCompleted);
        await links.AdvanceUntil(() => closed.IsCompleted);

        Assert.StartsWith("broken:", await hanging.End, StringComparison.Ordinal);
        Assert.Single(links.ServerLog.Of(1114));
        gate.Open();
    }

    [Fact]
    public async Task Server_ThatHasClosed_LetsNobodyIn()
    {
        await using var links = new TestLinks();
        await links.Server.CloseAsync().Soon();

        var (client, served) = links.Connect();

        await served.Soon();
        Assert.Null(await client.ReceiveAsync());
        Assert.False(links.Server.IsOpen);
    }

    [Fact]
    public async Task Link_ThatIsClosed_SaysByeAndBreaksItsCalls()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, server) = await links.UpToTestAsync();
        var caller = TestLinks.Send(link, "x");
        await server.ReceiveCallAsync();

        var closed = link.DisposeAsync().AsTask();

        Assert.Equal("broken:the link was closed", await caller.End);
        Assert.False(link.IsUp);
        Assert.False(link.TrySend(TestLinks.Request("x"), new TestCaller()));
        var bye = await server.ReceiveAsync();
        Assert.Equal(FrameKind.Bye, bye?.Kind);
        Assert.Equal(0UL, BinaryPrimitives.ReadUInt64LittleEndian(bye!.Value.Content));
        await server.DisposeAsync();
        await closed.Soon();
        Assert.Empty(links.ClientLog.Of(1102));
    }

    [Fact]
    public async Task Link_ThatIsClosedWhileThePeerIsSilent_WaitsASecondAndEnds()
    {
        await using var links = new TestLinks(isServed: false);
        var (link, _) = await links.UpToTestAsync();
        await TestLinks.Until(() => links.Time.ArmedTimers == 2);

        var begun = links.Time.GetUtcNow();
        var closed = link.DisposeAsync().AsTask();
        await links.AdvanceUntil(() => closed.IsCompleted);

        await closed;
        Assert.True(links.Time.GetUtcNow() - begun >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Link_ThatIsClosedBeforeItIsUp_BreaksWhatWaits()
    {
        await using var links = new TestLinks(isServed: false);
        var link = links.Open();
        await links.Connector.NextAsync();
        var caller = TestLinks.Send(link, "x");

        await link.DisposeAsync().AsTask().Soon();

        Assert.Equal("broken:the link was closed", await caller.End);
        Assert.Equal(1, links.Connector.Count);
    }
}
