using System.Text.Json;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>What a silo finds in its database when it starts, and what it makes of it.</summary>
public sealed class RecoveryTests
{
    /// <summary>An event of number 15,000, which no silo knows.</summary>
    private static readonly byte[] UnknownEvent = [0xC0, 0xA9, 0x07, 0x00];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_FiveThousandWaitsAreDue_AreAllDriven()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var database = new MemoryDatabase();
        var due = new HotState(TransactionStatus.Submitted, TimeProvider.System.GetUtcNow().AddMinutes(-1), DueKind.Wait);
        JournalWrite[] left = [.. Enumerable.Range(0, 5_000).Select(i => TestSilo.Created(TestSilo.Saga($"g{i}", participant.Url + "/a"), due))];
        using (var dead = new MemoryStoreWriter(database, TimeProvider.System))
            dead.Commit(left, new WriteResult[left.Length]);

        var store = new DisturbedStore(database);
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        for (var i = 0; i < 5_000; i++)
            await store.WhenAsync($"g{i}", TransactionStatus.Succeed, Cancel);

        Assert.Equal(5_000, participant.Calls.Count);
    }

    [Theory]
    [InlineData("unknown event")]
    [InlineData("impossible step")]
    public async Task UnreadableRecord_IsParkedVisiblyAndLeftAlone(string trouble)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var bad = TestSilo.Created(
            TestSilo.Saga("bad", participant.Url + "/a"), new HotState(TransactionStatus.Submitted, past, DueKind.Wait),
            [.. trouble == "impossible step" ? new TransactionEvent[] { new BranchResumed(7, BranchOp.Action, past) } : []]);
        if (trouble == "unknown event")
            bad = bad with { Record = bad.Record with { Body = (byte[])[.. bad.Record.Body.Span, .. Wire(UnknownEvent)] } };

        await silo.Journal.WriteAsync(bad, JournalLane.Client, Cancel);
        await silo.Journal.WriteAsync(TestSilo.Created(TestSilo.Saga("good", participant.Url + "/a"), bad.Hot), JournalLane.Client, Cancel);
        await store.WhenAsync("bad", hot => hot.DueKind == DueKind.None, Cancel);
        await store.WhenAsync("good", TransactionStatus.Succeed, Cancel);

        var parked = Assert.Single(await silo.Transactions.ListAsync(new(null, null, null, null, true, null, null, null, 10), Cancel));
        Assert.Equal(("bad", TransactionStatus.Submitted, 1), (parked.Gid, parked.Hot.Status, parked.ParkedBranches));
        var show = await silo.SendAsync(HttpMethod.Get, "/api/v1/transactions/bad", null, Cancel);
        Assert.Equal((500, "unreadable_record"), (show.Status, JsonDocument.Parse(show.Body).RootElement.GetProperty("code").GetString()));
        var query = await silo.SendAsync(HttpMethod.Get, "/api/dtmsvr/query?gid=bad", null, Cancel);
        Assert.Equal(500, query.Status);
        Assert.StartsWith("""{"message":"this server cannot read the transaction""", query.Body, StringComparison.Ordinal);
        var again = await silo.Transactions.SubmitAsync(TestSilo.Saga("bad", participant.Url + "/a"));
        Assert.Equal((ReplyCode.Unavailable, "this server cannot read the transaction; it is parked"), (again.Code, again.Message));

        // It is out of the due index: nobody comes to it again, and nothing of it was guessed.
        Assert.Empty(await silo.Journal.DueAsync(new DueQuery(null, null, null, null, null, 10), Cancel));
        Assert.Equal(2, (await silo.Journal.LoadAsync("bad", Cancel))!.Version);
        Assert.Empty(participant.CallsOf("bad"));
    }

    [Fact]
    public async Task TwoSilos_OverOneDatabase_DecideOnceAndEndEverySaga()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = call => Task.FromResult(call is { Op: "action", BranchId: "02" } && call.Gid[^1] is '3' or '7' ? (409, "FAILURE") : (200, ""));
        var database = new MemoryDatabase();
        var stores = new[] { new DisturbedStore(database), new DisturbedStore(database) };
        await using var one = await TestSilo.StartOverAsync(stores[0], Cancel);
        await using var two = await TestSilo.StartOverAsync(stores[1], Cancel);
        TestSilo[] silos = [one, two];
        var gids = Enumerable.Range(0, 200).Select(i => $"g{i}").ToList();

        await Parallel.ForEachAsync(gids.SelectMany(gid => silos, (gid, silo) => (gid, silo)), Cancel, async (work, cancel) =>
        {
            var reply = await work.silo.Transactions.SubmitAsync(TestSilo.Saga(work.gid, participant.Url + "/a", participant.Url + "/b"));
            Assert.True(reply.Code is ReplyCode.Ok or ReplyCode.WrongState, $"{work.gid}: {reply.Code} {reply.Message}");
        });

        foreach (var gid in gids)
        {
            var expected = gid[^1] is '3' or '7' ? TransactionStatus.Failed : TransactionStatus.Succeed;
            await EitherAsync(stores, gid, hot => hot.Status is TransactionStatus.Succeed or TransactionStatus.Failed);
            var stored = (await one.Transactions.GetAsync(gid, Cancel))!;
            var history = await one.Transactions.HistoryAsync(stored.Stored.Instance, 1, 100, Cancel);
            Assert.Equal((gid, expected), (gid, stored.State.Status));
            Assert.Single(history.SelectMany(record => record.Envelope.Events), happened => happened is TransactionCreated);
            Assert.Single(history.SelectMany(record => record.Envelope.Events), happened => happened is TransactionFinished);
            Assert.Equal(expected == TransactionStatus.Failed ? 1 : 0, history.SelectMany(record => record.Envelope.Events).Count(happened => happened is AbortDecided));
            var calls = participant.CallsOf(gid);
            Assert.Equal(expected == TransactionStatus.Failed, calls.Any(call => call.EndsWith("/compensate", StringComparison.Ordinal)));
        }
    }

    private static async Task EitherAsync(DisturbedStore[] stores, string gid, Func<HotState, bool> isIt) =>
        await await Task.WhenAny(stores.Select(store => store.WhenAsync(gid, isIt, Cancel)));

    /// <summary>The bytes as one more element of the record's events, which are field 7.</summary>
    private static byte[] Wire(byte[] happened) => [(byte)((7 << 3) | 2), (byte)happened.Length, .. happened];
}
