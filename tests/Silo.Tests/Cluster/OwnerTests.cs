using System.Diagnostics;
using System.Net;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Events;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>One silo drives a transaction, every other one sends its calls there, and what one silo learns reaches the others.</summary>
[Collection(SharedClusterTests.Name)]
public sealed class OwnerTests(SharedCluster cluster) : IAsyncLifetime
{
    private const int Gids = 200;
    private const int Submits = 30;

    private static readonly string[] Allowed =
    [
        """OK {"dtm_result":"SUCCESS"}""",
        """Conflict {"dtm_result":"FAILURE","message":"current status 'succeed', cannot sumbmit. FAILURE"}""",
    ];

    private static readonly string[] Both = ["/first", "/second"];

    private ClusterBed _bed = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await cluster.GetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task SameGids_SubmittedManyTimesAtAllSilos_AreDrivenOnce()
    {
        var gids = Enumerable.Range(0, Gids).Select(static _ => ClusterBed.NewGid()).ToList();
        // Every second one is there already, and waits for its decision.
        for (var i = 1; i < Gids; i += 2)
            Assert.Equal("ok", await _bed.Silos[i % 3].CallAsync("http", "prepare", _bed.Saga(gids[i], "/ok")));
        var answers = new (HttpStatusCode Code, string Text)[Gids * Submits];

        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = 3 * Submits, CancellationToken = Cancel }, async (i, _) =>
        {
            var answer = await _bed.Silos[i % 3].PostAsync("/api/dtmsvr/submit", _bed.Saga(gids[i / Submits], "/ok"));
            answers[i] = (answer.Code, answer.Text);
        });

        // What table 1.5 of the protocol allows for a saga that is new, prepared, submitted or succeeded.
        Assert.Empty(answers.Select(static answer => $"{answer.Code} {answer.Text}").Distinct().Except(Allowed));
        for (var i = 0; i < Gids; i++)
        {
            Assert.Contains(answers[(i * Submits)..((i + 1) * Submits)], static answer => answer.Code == HttpStatusCode.OK);
            await ClusterBed.UntilAsync(async () => await _bed.Silos[0].StatusAsync(gids[i]) == "succeed");
            Assert.Equal(["01/action"], _bed.Participant.CallsOf(gids[i]));
            Assert.Equal((1, i % 2, 1), await EventsAsync(gids[i]));
        }
    }

    [Theory]
    [InlineData("uuid")]
    [InlineData("order")]
    [InlineData("ulid")]
    public void Gids_AsUsersMakeThem_AreSharedEvenly(string kind)
    {
        const int Many = 10_000;
        var gids = Enumerable.Range(1, Many).Select(i => kind switch
        {
            "uuid" => Guid.NewGuid().ToString(),
            "order" => $"order-{i}",
            _ => $"01JD{i / 1000:D6}{Guid.NewGuid().ToString("N")[..16].ToUpperInvariant()}",
        }).ToList();

        var owned = _bed.Silos.Select(silo => gids.Count(silo.Owns)).ToList();

        Assert.Equal(Many, owned.Sum());
        Assert.All(owned, static count => Assert.InRange(count, 1, (int)(1.25 * Many / 3)));
    }

    [Fact]
    public async Task Topic_ChangedAtOneSilo_IsSeenAtTheOthersWithinASecond()
    {
        var topic = "t" + Guid.NewGuid().ToString("N");
        await SubscribeAsync("/first");
        Assert.Equal("/first", Assert.Single(await SendAsync()));
        await SubscribeAsync("/second");

        var since = Stopwatch.StartNew();
        for (var isThere = false; !isThere;)
        {
            var sentAt = since.Elapsed;
            var reached = await SendAsync();
            isThere = reached.SequenceEqual(Both);
            Assert.True(isThere || sentAt < TimeSpan.FromSeconds(1), $"A message sent {sentAt} after the change reached {string.Join(' ', reached)}.");
        }

        async Task SubscribeAsync(string path) =>
            Assert.Equal(HttpStatusCode.OK, (await _bed.Silos[0].GetAsync($"/api/dtmsvr/subscribe?topic={topic}&url={Uri.EscapeDataString(_bed.Participant.Url + path)}")).Code);

        async Task<List<string>> SendAsync()
        {
            var gid = ClusterBed.NewGid();
            Assert.Equal("ok", await _bed.Silos[1].CallAsync("http", "submit", new()
            {
                ["gid"] = gid,
                ["trans_type"] = "msg",
                ["steps"] = new[] { new { action = "topic://" + topic } },
                ["payloads"] = new List<string> { "{}" },
                ["wait_result"] = true,
            }));
            return [.. _bed.Participant.Calls.Where(call => call.Gid == gid).Select(static call => call.Path).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task Listener_AtOneSilo_HearsOfTransactionsDrivenAtOthers()
    {
        var others = _bed.Silos.Skip(1).Select(static silo => silo.Get<EventHub>()).ToList();
        using var listener = _bed.Silos[0].Get<EventHub>().Subscribe();
        await ClusterBed.UntilAsync(() => others.All(static hub => hub.IsWanted));
        var driven = _bed.Silos.Skip(1).ToDictionary(ClusterBed.NewGid, static silo => silo.Name);

        // At its owner: which silo drives what comes in elsewhere is the runtime's affair.
        foreach (var gid in driven.Keys)
            Assert.Equal("ok", await _bed.OwnerOf(gid).CallAsync("http", "submit", _bed.Saga(gid, "/ok")));

        var ended = new Dictionary<string, string>();
        await foreach (var notice in listener.WithCancellation(Cancel))
        {
            if (driven.ContainsKey(notice.Gid) && notice.Status == Grains.TransactionStatus.Succeed)
                ended[notice.Gid] = notice.Silo;
            if (ended.Count == driven.Count)
                break;
        }

        Assert.Equal(driven, ended);
        var since = Stopwatch.StartNew();
        listener.Dispose();
        await ClusterBed.UntilAsync(() => !others.Any(static hub => hub.IsWanted));
        // Sooner than those are forgotten who merely fall silent.
        Assert.InRange(since.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    /// <summary>How often the history says that it was created, decided after that, and ended.</summary>
    private async Task<(int Created, int Decided, int Ended)> EventsAsync(string gid)
    {
        var transactions = _bed.Silos[0].Get<TransactionService>();
        var stored = (await transactions.GetAsync(gid, Cancel))!;
        var events = (await transactions.HistoryAsync(stored.Stored.Instance, 1, 1000, Cancel)).SelectMany(static record => record.Envelope.Events).ToList();
        return (events.OfType<TransactionCreated>().Count(), events.Count(static happened => happened is TransactionSubmitted or AbortDecided), events.OfType<TransactionFinished>().Count());
    }
}
