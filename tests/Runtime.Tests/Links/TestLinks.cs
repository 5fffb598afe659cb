using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansSaga.Runtime.Tests.Links;

/// <summary>Two silos, "a" that calls and "b" that serves, on a clock that the test moves, with whatever between them.</summary>
internal sealed class TestLinks : IAsyncDisposable
{
    public static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes, or more");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<ILink> _links = [];

    public TestLinks(bool isServed = true, Func<LinkOptions, LinkOptions>? client = null, Func<LinkOptions, LinkOptions>? server = null)
    {
        Meters = _services.GetRequiredService<IMeterFactory>();
        var options = OptionsOf("a", Guid.NewGuid());
        ClientOptions = client?.Invoke(options) ?? options;
        options = OptionsOf("b", Peer.Incarnation);
        ServerOptions = server?.Invoke(options) ?? options;
        ClientLimiter = new LogLimiter(Time);
        Server = new LinkServer(Handler, ServerOptions, Time, new LinkInstruments(Meters), new LogLimiter(Time), ServerLog);
        Connector.Server = isServed ? Server : null;
    }

    public IMeterFactory Meters { get; }

    public ManualTimeProvider Time { get; } = new();

    public TestConnector Connector { get; } = new();

    public TestHandler Handler { get; } = new();

    public LogSink<LinkFactory> ClientLog { get; } = new();

    public LogSink<LinkServer> ServerLog { get; } = new();

    public LogLimiter ClientLimiter { get; }

    public SiloMember Peer { get; } = new("b", Guid.NewGuid(), "b:1", IsActive: true);

    public LinkOptions ClientOptions { get; }

    public LinkOptions ServerOptions { get; }

    public LinkServer Server { get; }

    public static LinkOptions OptionsOf(string name, Guid incarnation) => new() { Secret = Secret, Name = name, Incarnation = () => incarnation };

    /// <summary>The same options, but nothing is ever given up.</summary>
    public static LinkOptions WithoutTimeouts(LinkOptions options) => With(options, TimeSpan.FromDays(1));

    /// <summary>The same options for links over real sockets, which take their time when everything is cold and the machine is busy.</summary>
    public static LinkOptions Patient(LinkOptions options) => With(options, TimeSpan.FromSeconds(30));

    /// <summary>Opens the link and does not wait for it.</summary>
    public ILink Open(Action? changed = null)
    {
        var factory = new LinkFactory(ClientOptions, Connector, Time, new LinkInstruments(Meters), ClientLimiter, ClientLog);
        var link = factory.Open(Peer, changed ?? (static () => { }));
        _links.Add(link);
        return link;
    }

    /// <summary>Opens the link and waits until it is up.</summary>
    public async Task<ILink> UpAsync()
    {
        var link = Open();
        await Until(() => link.IsUp);
        return link;
    }

    /// <summary>Opens the link to the test itself, which plays the serving silo.</summary>
    public async Task<(ILink Link, MemoryTransport Server)> UpToTestAsync()
    {
        var link = Open();
        var server = await AcceptAsync();
        await Until(() => link.IsUp);
        return (link, server);
    }

    /// <summary>Takes the next attempt to connect, and plays the serving silo in the handshake.</summary>
    public async Task<MemoryTransport> AcceptAsync()
    {
        var server = (await Connector.NextAsync()).Open();
        await LinkHandshake.AcceptAsync(server, ServerOptions, TestContext.Current.CancellationToken).Soon();
        return server;
    }

    /// <summary>A stream to the server on which the test plays the calling silo; the task ends with the server's side of it.</summary>
    public (MemoryTransport Client, Task Served) Connect()
    {
        var (client, server) = MemoryTransport.Pair();
        return (client, TestConnector.ServeAsync(Server, server));
    }

    /// <summary>The same, after the handshake.</summary>
    public async Task<(MemoryTransport Client, Task Served)> ConnectAsync()
    {
        var (client, served) = Connect();
        await LinkHandshake.ConnectAsync(client, Peer, ClientOptions, TestContext.Current.CancellationToken).Soon();
        return (client, served);
    }

    public static LinkRequest Request(string text, TimeSpan? timeLeft = null, string target = "test") =>
        new(target, Encoding.UTF8.GetBytes(text), timeLeft ?? TimeSpan.FromMinutes(1), null);

    /// <summary>Sends a call that must be taken.</summary>
    public static TestCaller Send(ILink link, string text, TimeSpan? timeLeft = null)
    {
        var caller = new TestCaller();
        Assert.True(link.TrySend(Request(text, timeLeft), caller));
        return caller;
    }

    /// <summary>Waits for something that comes about on another thread.</summary>
    public static async Task Until(Func<bool> condition)
    {
        async Task LoopAsync()
        {
            while (!condition())
                await Task.Yield();
        }

        await Task.Run(LoopAsync, TestContext.Current.CancellationToken).Soon();
    }

    /// <summary>Moves the clock a tick at a time until something comes about, giving other threads their turn after each.</summary>
    public async Task AdvanceUntil(Func<bool> condition)
    {
        async Task LoopAsync()
        {
            while (!condition())
            {
                Time.Advance(LinkOptions.Tick);
                for (var i = 0; i < 200 && !condition(); i++)
                    await Task.Yield();
            }
        }

        await Task.Run(LoopAsync, TestContext.Current.CancellationToken).Soon();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links)
        {
            var closed = link.DisposeAsync().AsTask();
            await AdvanceUntil(() => closed.IsCompleted);
            await closed;
        }

        var ended = Server.CloseAsync();
        await AdvanceUntil(() => ended.IsCompleted);
        await ended;
        await _services.DisposeAsync();
    }

    private static LinkOptions With(LinkOptions options, TimeSpan patience) => new()
    {
        Secret = options.Secret,
        Name = options.Name,
        Incarnation = options.Incarnation,
        ConnectTimeout = patience,
        ProofTimeout = patience,
        SilenceLimit = patience,
    };
}
