namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Whatever ends a call, its caller is told exactly once, and one whose call was not taken never.</summary>
public sealed class LinkRaceTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Callers_WhileLinksBreakCloseAndExpire_AreToldExactlyOnce(int seed)
    {
        await using var links = new TestLinks(isServed: false);
        links.Handler.Serve = async request =>
        {
            for (var i = request.Body.Length; i > 0; i--)
                await Task.Yield();
            return new LinkReply(LinkStatus.Done, request.Body);
        };
        var link = links.Open();
        var over = new TaskCompletionSource();
        var senders = Enumerable.Range(0, 4).Select(i => Task.Run(() => SendAsync(link, new Random((seed * 10) + i)), TestContext.Current.CancellationToken)).ToList();
        var weather = Task.Run(() => MakeWeatherAsync(links, new Random(seed), over.Task), TestContext.Current.CancellationToken);

        var sent = (await Task.WhenAll(senders).Soon()).SelectMany(static calls => calls).ToList();
        over.SetResult();
        await weather.Soon();
        var closed = link.DisposeAsync().AsTask();
        await links.AdvanceUntil(() => closed.IsCompleted);
        await closed;

        foreach (var (_, caller) in sent.Where(static call => call.IsTaken))
            await caller.End;
        Assert.DoesNotContain(sent, call => call.Caller.Told != (call.IsTaken ? 1 : 0));
        Assert.Contains(sent, static call => call.IsTaken);
    }

    private static async Task<List<(bool IsTaken, TestCaller Caller)>> SendAsync(ILink link, Random random)
    {
        var calls = new List<(bool, TestCaller)>();
        for (var i = 0; i < 2_000; i++)
        {
            var caller = new TestCaller();
            var timeLeft = TimeSpan.FromMilliseconds(random.Next(4) == 0 ? random.Next(600) : 30_000);
            calls.Add((link.TrySend(TestLinks.Request(new string('x', random.Next(20)), timeLeft), caller), caller));
            if (random.Next(10) == 0)
                await Task.Yield();
        }

        return calls;
    }

    /// <summary>Connects, refuses, cuts and lets time pass, until told to end.</summary>
    private static async Task MakeWeatherAsync(TestLinks links, Random random, Task over)
    {
        Relay? relay = null;
        var attempt = links.Connector.NextAsync();
        while (!over.IsCompleted)
        {
            links.Time.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
            for (var i = random.Next(50); i > 0; i--)
                await Task.Yield();
            if (random.Next(10) == 0)
                relay?.Cut();
            if (!attempt.IsCompleted)
                continue;
            var connecting = await attempt;
            attempt = links.Connector.NextAsync();
            if (random.Next(4) == 0)
            {
                connecting.Fail("test");
                continue;
            }

            relay?.Dispose();
            relay = new Relay(links.Server);
            connecting.Through(relay.Client);
        }
    }
}
