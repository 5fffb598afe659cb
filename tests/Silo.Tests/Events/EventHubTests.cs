using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Events;
using OrleansSaga.Silo.Tests.Branches;
using OrleansSaga.Silo.Tests.Engine;

namespace OrleansSaga.Silo.Tests.Events;

/// <summary>Changes are told to whoever listens, at any silo; and cost nothing while nobody does.</summary>
public sealed class EventHubTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly EventHub _hub;

    public EventHubTests() => _hub = NewHub();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public void Publish_NobodyListens_AllocatesNothing()
    {
        var notice = Notice(1);
        Publish(notice, times: 1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Publish(notice, times: 100_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Publish(TransactionNotice published, int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.False(_hub.IsWanted);
                _hub.Publish(published);
            }
        }
    }

    [Fact]
    public async Task Saga_WithAListener_IsToldRecordByRecord()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        using var listener = silo.App.Services.GetRequiredService<EventHub>().Subscribe();

        await silo.RunAsync(TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b"), Cancel);

        var notices = await ReadAsync(listener, 3);
        var stored = (await silo.Transactions.GetAsync("g1", Cancel))!.Stored;
        Assert.Equal([1, 2, 3], notices.Select(notice => notice.Version));
        Assert.Equal(["created", "branch_succeeded", "branch_succeeded,finished"], notices.Select(notice => string.Join(',', notice.Happened)));
        Assert.Equal([TransactionStatus.Submitted, TransactionStatus.Submitted, TransactionStatus.Succeed], notices.Select(notice => notice.Status));
        Assert.All(notices, notice => Assert.Equal(("g1", stored.Instance, TransactionMode.Saga, Environment.MachineName), (notice.Gid, notice.Instance, notice.Mode, notice.Silo)));
    }

    [Fact]
    public async Task Listener_TooSlow_LosesTheOldestAndIsTold()
    {
        using var probe = new MeterProbe(_services.GetRequiredService<IMeterFactory>(), "OrleansSaga.Events");
        using var slow = _hub.Subscribe();
        using var late = _hub.Subscribe();

        for (var i = 1; i <= EventSubscription.Capacity + 3; i++)
        {
            if (i == 4)
                Assert.Equal([1, 2, 3], (await ReadAsync(late, 3)).Select(notice => notice.Version));
            _hub.Publish(Notice(i));
        }

        // Reading to a count ends a subscription: the late one has left, and lost nothing.
        Assert.Equal((3, 0), (slow.Dropped, late.Dropped));
        Assert.Equal(4, (await ReadAsync(slow, 1))[0].Version);
        Assert.Equal(3, probe.Seen.Count(seen => seen == "orleanssaga.event.dropped 1 queue=listener"));
    }

    [Fact]
    public async Task Listener_ThatGoes_IsNotWantedAnyMore()
    {
        var one = _hub.Subscribe();
        var two = _hub.Subscribe();

        one.Dispose();
        Assert.True(_hub.IsWanted);
        _hub.Publish(Notice(1));
        await ReadAsync(two, 1);

        Assert.False(_hub.IsWanted);
        await foreach (var notice in one)
            Assert.Fail($"Version {notice.Version} came after the end.");
    }

    [Fact]
    public async Task Hub_ThatCloses_EndsItsListeners()
    {
        using var listener = _hub.Subscribe();
        _hub.Publish(Notice(1));

        await _hub.DisposeAsync();

        var read = new List<TransactionNotice>();
        await foreach (var notice in listener)
            read.Add(notice);
        Assert.Equal([1], read.Select(notice => notice.Version));
        Assert.Throws<ObjectDisposedException>(() => _hub.Subscribe());
    }

    [Fact]
    public async Task Relay_CarriesNoticesOnlyToWhereSomebodyListens()
    {
        await using var other = NewHub();
        var (here, there) = (new Relay("here"), new Relay("there"));
        (here.Peer, here.PeersHub, there.Peer, there.PeersHub) = (there, other, here, _hub);
        _hub.Attach(here);
        other.Attach(there);
        Assert.False(_hub.IsWanted);

        using var listener = other.Subscribe();
        Assert.True(_hub.IsWanted);
        for (var i = 1; i <= 1_000; i++)
            _hub.Publish(Notice(i) with { Silo = _hub.Silo });

        var notices = await ReadAsync(listener, 1_000);
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (long)i), notices.Select(notice => notice.Version));
        Assert.All(notices, notice => Assert.Equal("here", notice.Silo));
        Assert.False(_hub.IsWanted);
        Assert.Equal([false, true, false], there.Told);
        // What came from another silo is not sent back.
        Assert.Empty(there.Sent);
        Assert.InRange(here.Sent.Max(), 1, 256);
        Assert.Throws<InvalidOperationException>(() => _hub.Attach(here));
    }

    private static TransactionNotice Notice(long version) =>
        new("g1", Guid.Empty, version, TransactionMode.Saga, TransactionStatus.Submitted, ["created"], DateTimeOffset.UnixEpoch, "here");

    private static async Task<List<TransactionNotice>> ReadAsync(EventSubscription listener, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var read = new List<TransactionNotice>();
        await foreach (var notice in listener.WithCancellation(limit.Token))
        {
            read.Add(notice);
            if (read.Count == count)
                break;
        }

        return read;
    }

    private EventHub NewHub() => new(_services.GetRequiredService<IMeterFactory>(), NullLogger<EventHub>.Instance);

    /// <summary>Two of them stand for the links between two silos.</summary>
    private sealed class Relay(string silo) : IEventRelay
    {
        private volatile bool _isListenedTo;

        public Relay Peer { get; set; } = null!;

        public EventHub PeersHub { get; set; } = null!;

        public List<bool> Told { get; } = [];

        public ConcurrentQueue<int> Sent { get; } = [];

        public string Silo => silo;

        public bool AnyRemoteListener => _isListenedTo;

        public void Send(IReadOnlyList<TransactionNotice> notices)
        {
            Sent.Enqueue(notices.Count);
            PeersHub.Deliver(notices);
        }

        public void OnLocalListeners(bool any)
        {
            Told.Add(any);
            Peer._isListenedTo = any;
        }
    }
}
