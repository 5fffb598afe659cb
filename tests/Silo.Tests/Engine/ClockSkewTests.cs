using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Silos whose wall clocks are minutes off: nothing that is decided or stored may show it.</summary>
public sealed class ClockSkewTests
{
    private const int Off = 7;

    /// <summary>Longer than any of these tests takes, and much shorter than the clocks are off.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-Off)]
    [InlineData(Off)]
    public async Task Silo_ClockOff_StoresDatabaseTime(int minutes)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = call => Task.FromResult(call.Gid == "waits" ? (500, "down") : (200, ""));
        await using var silo = await StartAsync(new MemoryDatabase(), minutes);

        await silo.RunAsync(TestSilo.Saga("ends", participant.Url + "/a"), Cancel);
        await silo.RunAsync(TestSilo.Saga("waits", participant.Url + "/a"), Cancel);

        var now = TimeProvider.System.GetUtcNow();
        var rows = await silo.Transactions.ListAsync(new(null, null, null, null, null, null, null, null, 10), Cancel);
        Assert.Equal(["waits", "ends"], rows.Select(row => row.Gid));
        foreach (var row in rows)
        {
            Assert.Equal(now, row.CreatedAt, Tolerance);
            Assert.Equal(now, row.UpdatedAt, Tolerance);
            Assert.Equal(now, InstanceTime.Of(row.Instance), Tolerance);
        }

        Assert.Equal(now, rows[1].FinishedAt!.Value, Tolerance);
        Assert.Equal(now, rows[0].Hot.DueAt!.Value, Tolerance);
        var step = (await silo.Transactions.GetAsync("ends", Cancel))!.State.Steps[0];
        Assert.Equal(now, step.ActionEndedAt!.Value, Tolerance);
    }

    [Theory]
    [InlineData(-Off)]
    [InlineData(0)]
    [InlineData(Off)]
    public async Task Silo_ClockOff_TakesOverWhatADeadOneDrove(int minutes)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var database = new MemoryDatabase();
        Leave(database, TestSilo.Created(TestSilo.Saga("left", participant.Url + "/a"), Guarded(TimeProvider.System.GetUtcNow())));
        var store = new DisturbedStore(database) { DatabaseTime = TimeProvider.System };

        await using var silo = await StartAsync(store, minutes);

        await store.WhenAsync("left", TransactionStatus.Succeed, Cancel);
        Assert.Equal(["01/action"], participant.CallsOf("left"));
    }

    [Theory]
    [InlineData(-Off)]
    [InlineData(Off)]
    public async Task Silo_ClockOff_WakesWhatIsDueAndLeavesWhatIsNot(int minutes)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var database = new MemoryDatabase();
        var now = TimeProvider.System.GetUtcNow();
        Leave(
            database,
            TestSilo.Created(TestSilo.Saga("due", participant.Url + "/a"), new HotState(TransactionStatus.Submitted, now.AddSeconds(1), DueKind.Wait)),
            TestSilo.Created(TestSilo.Saga("later", participant.Url + "/a"), new HotState(TransactionStatus.Submitted, now.AddMinutes(5), DueKind.Wait)));
        var store = new DisturbedStore(database) { DatabaseTime = TimeProvider.System };

        await using var silo = await StartAsync(store, minutes);
        await store.WhenAsync("due", TransactionStatus.Succeed, Cancel);

        Assert.Empty(participant.CallsOf("later"));
    }

    [Theory]
    [InlineData(-Off, Off)]
    [InlineData(Off, -Off)]
    public async Task TwoSilos_ClocksApart_AgreeOnATimeout(int first, int second)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var database = new MemoryDatabase();
        await using var one = await StartAsync(database, first);
        await using var two = await StartAsync(database, second);
        var saga = TestSilo.Saga("g1", participant.Url + "/a");
        saga = saga with { Options = saga.Options with { TimeoutToFailSeconds = 180 } };

        Assert.Equal(ReplyCode.Ok, (await one.Transactions.PrepareAsync(saga)).Code);
        var end = await two.RunAsync(saga, Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["01/action"], participant.CallsOf("g1"));
    }

    [Theory]
    [InlineData(-Off, Off)]
    [InlineData(Off, -Off)]
    public async Task TwoSilos_ClocksApart_DecideEachSagaOnce(int first, int second)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = call => Task.FromResult(call is { Op: "action", BranchId: "02" } && call.Gid[^1] is '3' or '7' ? (409, "FAILURE") : (200, ""));
        var database = new MemoryDatabase();
        var stores = new[] { new DisturbedStore(database) { DatabaseTime = TimeProvider.System }, new DisturbedStore(database) { DatabaseTime = TimeProvider.System } };
        await using var one = await StartAsync(stores[0], first);
        await using var two = await StartAsync(stores[1], second);
        var gids = Enumerable.Range(0, 40).Select(i => $"g{i}").ToList();

        await Parallel.ForEachAsync(gids.SelectMany(gid => new[] { one, two }, (gid, silo) => (gid, silo)), Cancel, async (work, cancel) =>
        {
            var reply = await work.silo.Transactions.SubmitAsync(TestSilo.Saga(work.gid, participant.Url + "/a", participant.Url + "/b"));
            Assert.True(reply.Code is ReplyCode.Ok or ReplyCode.WrongState, $"{work.gid}: {reply.Code} {reply.Message}");
        });

        foreach (var gid in gids)
        {
            var expected = gid[^1] is '3' or '7' ? TransactionStatus.Failed : TransactionStatus.Succeed;
            await Task.WhenAny(stores.Select(store => store.WhenAsync(gid, expected, Cancel))).Unwrap();
            var state = (await one.Transactions.GetAsync(gid, Cancel))!.State;
            Assert.Equal(expected, state.Status);
            Assert.Equal(state.Definition.CreatedAt, state.FinishedAt!.Value, Tolerance);
        }
    }

    [Fact]
    public async Task Restart_ClockSetBack_TimeGoesOnWhereTheFileLeftIt()
    {
        var folder = Directory.CreateTempSubdirectory("saga-skew-");
        try
        {
            var database = Path.Combine(folder.FullName, "saga.db");
            await using var participant = await TestParticipant.StartAsync(Cancel);
            var ahead = new SkewedTime(TimeSpan.FromMinutes(Off));
            await using (var first = await TestSilo.StartAsync(database, Cancel, builder => builder.Services.AddSingleton(new DatabaseClock(ahead))))
            {
                await first.RunAsync(TestSilo.Saga("ended", participant.Url + "/a"), Cancel);
                await first.Journal.WriteAsync(
                    TestSilo.Created(ahead.GetUtcNow(), TestSilo.Saga("left", participant.Url + "/a"), Guarded(ahead.GetUtcNow())), JournalLane.Client, Cancel);
                await first.App.StopAsync(Cancel);
            }

            await using var second = await TestSilo.StartAsync(database, Cancel);

            // Driven at once: its guard is not due for as long as the clock was off.
            var reply = await second.Transactions.SubmitAsync(TestSilo.Saga("later", participant.Url + "/a"));
            Assert.Equal(ReplyCode.Ok, reply.Code);
            await CallsAsync(participant, "left").WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Cancel);
            var rows = await second.Transactions.ListAsync(new(null, null, null, null, null, null, null, null, 10), Cancel);
            Assert.Equal(["later", "left", "ended"], rows.Select(row => row.Gid));
            Assert.True(rows[0].CreatedAt >= rows[1].CreatedAt);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HotState Guarded(DateTimeOffset now) => new(TransactionStatus.Submitted, now.AddMinutes(3), DueKind.Guard);

    private static void Leave(MemoryDatabase database, params JournalWrite[] writes)
    {
        using var dead = new MemoryStoreWriter(database, TimeProvider.System);
        var ordered = writes.OrderBy(write => write.Gid, StringComparer.Ordinal).ToArray();
        dead.Commit(ordered, new WriteResult[ordered.Length]);
    }

    private static async Task CallsAsync(TestParticipant participant, string gid)
    {
        while (participant.CallsOf(gid).Count == 0)
            await Task.Yield();
    }

    private static Task<TestSilo> StartAsync(MemoryDatabase database, int minutes) => StartAsync(new DisturbedStore(database) { DatabaseTime = TimeProvider.System }, minutes);

    private static Task<TestSilo> StartAsync(DisturbedStore store, int minutes) => TestSilo.StartAsync(null, Cancel, builder =>
    {
        builder.Services.AddSingleton(store.OpenJournal);
        builder.Services.AddSingleton(new DatabaseClock(new SkewedTime(TimeSpan.FromMinutes(minutes))));
    });
}
