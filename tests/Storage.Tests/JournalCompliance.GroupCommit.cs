using System.Collections.Concurrent;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Tests;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Commit_AnswerLost_EndsOkAndStoresOnce()
    {
        var bed = await OpenAsync(options => options.RetryPause = TimeSpan.FromMilliseconds(1));
        var existing = Writes.Create();
        var pushed = Writes.Create();
        await bed.WriteOk(existing, pushed);
        var created = Writes.Create(tags: new() { ["k"] = "v" }, sideRows: new SideRow("audit", "{}"u8.ToArray()));
        LoseOneAnswerPer(bed);

        var outcomes = await Task.WhenAll(
            bed.Write(created),
            bed.Write(Writes.Append(existing, 1)),
            bed.Write(new PushWrite(pushed.Gid, pushed.Instance, 1, Writes.Start, DueKind.Wait)));

        Assert.All(outcomes, outcome => Assert.Equal(JournalOutcome.Ok, outcome));
        Assert.Equal(1, await CountAsync("saga_journal", created.Instance));
        Assert.Equal(1, await CountAsync("saga_side", created.Instance));
        Assert.Equal(2, await CountAsync("saga_journal", existing.Instance));
    }

    [Fact]
    public async Task Commit_AnswerLostAndForeignWriteStored_IsConflict()
    {
        var bed = await OpenAsync(options => options.RetryPause = TimeSpan.FromMilliseconds(1));
        var create = Writes.Create();
        await bed.WriteOk(create, Writes.Append(create, 1));
        LoseOneAnswerPer(bed);

        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(create, 1)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Create(create.Gid, create.Instance)));
    }

    [Fact]
    public async Task Commit_AnswerLostAndSomebodyWentOn_IsConflict()
    {
        var bed = await OpenAsync(options => options.RetryPause = TimeSpan.FromMilliseconds(1));
        var other = await OpenAsync();
        var appended = Writes.Create();
        await bed.WriteOk(appended);
        var created = Writes.Create();
        // Both writes are stored; before their sender hears of it, another silo has loaded them and gone on.
        bed.Store.After = (writes, _) =>
        {
            bed.Store.After = null;
            other.WriteOk(writes[0] is CreateWrite ? Writes.Append(created, 1) : Writes.Append(appended, 2)).GetAwaiter().GetResult();
            throw new StoreException(StoreFailure.Unavailable, "unavailable", "answer lost");
        };
        var lost = bed.Store.After;

        Assert.Equal(JournalOutcome.Conflict, await bed.Write(created));
        bed.Store.After = lost;
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(appended, 1)));
    }

    [Fact]
    public async Task Commit_OneBadRecord_RejectsOnlyThat()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        using var gate = Hold(bed);
        var first = bed.Write(Writes.Create());
        await gate.Reached;
        var good = Enumerable.Range(0, 20).Select(_ => Writes.Create()).ToArray();
        var bad = good[11].Gid;
        bed.Store.Before = writes => ThrowIf(writes.Any(write => write.Gid == bad), StoreFailure.Data);

        var written = good.Select(write => bed.Write(write)).ToArray();
        gate.Open();
        var outcomes = await Task.WhenAll(written);

        Assert.Equal(JournalOutcome.Ok, await first);
        for (var i = 0; i < good.Length; i++)
            Assert.Equal(i == 11 ? JournalOutcome.Rejected : JournalOutcome.Ok, outcomes[i]);
        Assert.Equal(1, bed.Statistics.Rejected);
    }

    [Fact]
    public async Task Commit_Batches_KeepCountAndOneWritePerGidInOrder()
    {
        var bed = await OpenAsync(options =>
        {
            options.Writers = 1;
            options.MaxBatchCount = 8;
        });
        using var gate = Hold(bed);
        var blocker = bed.Write(Writes.Create());
        await gate.Reached;
        var create = Writes.Create();

        List<Task<JournalOutcome>> written = [bed.Write(create), bed.Write(Writes.Append(create, 1), JournalLane.Driving), bed.Write(Writes.Append(create, 2))];
        for (var i = 0; i < 20; i++)
            written.Add(bed.Write(Writes.Create()));
        bed.Store.Before = null;
        gate.Open();

        Assert.All(await Task.WhenAll([blocker, .. written]), outcome => Assert.Equal(JournalOutcome.Ok, outcome));
        Assert.Equal([1, 8, 8, 7], bed.Store.Batches.Select(batch => batch.Length));
        Assert.All(bed.Store.Batches, batch => Assert.Equal(batch.Distinct().Order(StringComparer.Ordinal), batch));
    }

    [Fact]
    public async Task Commit_Batches_KeepBytes()
    {
        var bed = await OpenAsync(options =>
        {
            options.Writers = 1;
            options.MaxBatchBytes = 20_000;
        });
        using var gate = Hold(bed);
        var blocker = bed.Write(Writes.Create());
        await gate.Reached;
        int[] sizes = [9_000, 9_000, 9_000, 50_000, 10];

        var written = sizes.Select(size => bed.Write(Writes.Create(record: Writes.Record(new string('x', size))))).ToArray();
        bed.Store.Before = null;
        gate.Open();

        Assert.All(await Task.WhenAll([blocker, .. written]), outcome => Assert.Equal(JournalOutcome.Ok, outcome));
        Assert.Equal([1, 2, 1, 1, 1], bed.Store.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Write_ClientLaneFull_IsOverloadedAndDrivingIsNot()
    {
        var bed = await OpenAsync(options => options.QueueCapacity = 6);
        using var gate = Hold(bed);

        var taken = Enumerable.Range(0, 3).Select(_ => bed.Write(Writes.Create())).ToArray();

        Assert.Equal(JournalOutcome.Overloaded, await bed.Write(Writes.Create()));
        var driving = bed.Write(Writes.Create(), JournalLane.Driving);
        gate.Open();
        Assert.All(await Task.WhenAll([driving, .. taken]), outcome => Assert.Equal(JournalOutcome.Ok, outcome));
        await bed.WriteOk(Writes.Create());
    }

    [Fact]
    public async Task Write_CancelledBeforeItIsQueued_IsNotTried()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await bed.Journal.WriteAsync(create, JournalLane.Client, new CancellationToken(true)));

        Assert.Null(await bed.Journal.LoadAsync(create.Gid, Token));
    }

    [Fact]
    public async Task Write_CancelledAfterItIsQueued_KeepsItsTrueOutcome()
    {
        var bed = await OpenAsync();
        using var gate = Hold(bed);
        using var cancellation = new CancellationTokenSource();

        var written = bed.Journal.WriteAsync(Writes.Create(), JournalLane.Client, cancellation.Token).AsTask();
        await gate.Reached;
        await cancellation.CancelAsync();
        gate.Open();

        Assert.Equal(JournalOutcome.Ok, await written);
    }

    [Fact]
    public async Task Store_AwayForAMinute_EndsClientsAndResumesDriving()
    {
        var bed = await OpenAsync(options => options.Writers = 1, Clock);
        bed.Store.Before = _ => ThrowIf(true, StoreFailure.Unavailable);
        var inFlight = bed.Write(Writes.Create());
        await Clock.WhenPausedAsync(Token);
        var queued = bed.Write(Writes.Create());
        var create = Writes.Create();
        var driving = bed.Write(create, JournalLane.Driving);
        var behind = bed.Write(Writes.Append(create, 1));

        for (var seconds = 0; seconds < 60; seconds += 2)
        {
            Clock.Advance(TimeSpan.FromSeconds(2));
            await Clock.WhenPausedAsync(Token);
        }

        Assert.Equal([JournalOutcome.Unavailable, JournalOutcome.Unavailable, JournalOutcome.Unavailable], await Task.WhenAll(inFlight, queued, behind));
        Assert.False(bed.Health.Ready);
        Assert.NotNull(bed.Health.LastError);
        bed.Store.Before = null;
        Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(JournalOutcome.Ok, await driving);
        Assert.True(bed.Health.Ready);
        Assert.Equal(1, (await bed.Journal.LoadAsync(create.Gid, Token))!.Version);
        Assert.Null(await bed.Journal.LoadAsync(bed.Store.Batches[0][0], Token));
    }

    [Fact]
    public async Task LockedRow_IsRetriedAlone_AndHoldsBackOnlyItsGid()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var create = Writes.Create();
        await bed.WriteOk(create);
        var locked = true;
        bed.Store.After = (writes, results) =>
        {
            for (var i = 0; i < writes.Length; i++)
            {
                if (writes[i].Gid == create.Gid && Volatile.Read(ref locked))
                    results[i] = WriteResult.Locked;
            }
        };

        var first = bed.Write(Writes.Append(create, 1));
        var second = bed.Write(Writes.Append(create, 2));
        for (var i = 0; i < 5; i++)
            await bed.WriteOk(Writes.Create());
        Assert.DoesNotContain(bed.Store.Batches, batch => batch.Count(gid => gid == create.Gid) > 1);
        Volatile.Write(ref locked, false);

        Assert.Equal([JournalOutcome.Ok, JournalOutcome.Ok], await Task.WhenAll(first, second));
        Assert.True(bed.Statistics.Locked > 0);
        Assert.Equal(3, (await bed.Journal.LoadAsync(create.Gid, Token))!.Version);
    }

    [Fact]
    public async Task Contention_OnABatch_SendsCreationsAlone()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var existing = Writes.Create();
        await bed.WriteOk(existing);
        using var gate = Hold(bed);
        var blocker = bed.Write(Writes.Create());
        await gate.Reached;
        bed.Store.Before = writes => ThrowIf(writes.Length > 1 && writes.Any(write => write is CreateWrite), StoreFailure.Contention);

        var written = new[] { bed.Write(Writes.Append(existing, 1)), bed.Write(Writes.Create()), bed.Write(Writes.Create()) };
        gate.Open();

        Assert.All(await Task.WhenAll([blocker, .. written]), outcome => Assert.Equal(JournalOutcome.Ok, outcome));
    }

    [Fact]
    public async Task Stop_WithQueuedWrites_DrainsThemAndRefusesNewOnes()
    {
        var bed = await OpenAsync();
        using var gate = Hold(bed);
        var written = Enumerable.Range(0, 30).Select(_ => bed.Write(Writes.Create())).ToArray();
        await gate.Reached;

        var stopping = bed.Journal.StopAsync(Token).AsTask();
        Assert.Equal(JournalOutcome.Unavailable, await bed.Write(Writes.Create()));
        gate.Open();
        await stopping;

        Assert.All(await Task.WhenAll(written), outcome => Assert.Equal(JournalOutcome.Ok, outcome));
        Assert.False(bed.Health.Ready);
    }

    [Fact]
    public async Task Stop_WithALockedRow_DrainsItAndItsFollower()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create);
        using var gate = new Gate();
        var tries = 0;
        bed.Store.After = (writes, results) =>
        {
            if (writes[0].Gid != create.Gid || Interlocked.Increment(ref tries) > 2)
                return;
            results[0] = WriteResult.Locked;
            if (tries == 2)
                gate.Pass();
        };
        var first = bed.Write(Writes.Append(create, 1));
        var second = bed.Write(Writes.Append(create, 2));
        await gate.Reached;

        var stopping = bed.Journal.StopAsync(Token).AsTask();
        gate.Open();
        await stopping;

        Assert.Equal([JournalOutcome.Ok, JournalOutcome.Ok], await Task.WhenAll(first, second));
    }

    [Fact]
    public async Task Stop_StoreAway_GivesUpWhenItsTimeIsOver()
    {
        var bed = await OpenAsync(time: Clock);
        bed.Store.Before = _ => ThrowIf(true, StoreFailure.Unavailable);
        var driving = bed.Write(Writes.Create(), JournalLane.Driving);
        await Clock.WhenPausedAsync(Token);

        await bed.Journal.StopAsync(new CancellationToken(true));

        Assert.Equal(JournalOutcome.Unavailable, await driving);
    }

    [Fact]
    public async Task ManyWriters_MixedWrites_MatchTheModel()
    {
        var bed = await OpenAsync();
        var model = new ConcurrentDictionary<string, (CreateWrite Create, int Version)>();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async seed =>
        {
            var random = new Random(seed);
            var create = Writes.Create();
            Assert.Equal(JournalOutcome.Ok, await bed.Write(create));
            var version = 1;
            for (var step = 0; step < 9; step++)
            {
                switch (random.Next(5))
                {
                    case 0:
                        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(create, version + random.Next(1, 3)), JournalLane.Driving));
                        break;
                    case 1:
                        Assert.Equal(JournalOutcome.Ok, await bed.Write(new CheckWrite(create.Gid, create.Instance, version)));
                        break;
                    case 2:
                        Assert.Equal(JournalOutcome.Ok, await bed.Write(new PushWrite(create.Gid, create.Instance, version, Writes.Start.AddSeconds(step), DueKind.Guard)));
                        break;
                    default:
                        // Two race for one version: exactly one may win.
                        var race = await Task.WhenAll(bed.Write(Writes.Append(create, version)), bed.Write(Writes.Append(create, version), JournalLane.Driving));
                        Assert.Equal([JournalOutcome.Ok, JournalOutcome.Conflict], race.Order());
                        version++;
                        break;
                }
            }

            model[create.Gid] = (create, version);
        }));

        foreach (var (gid, expected) in model)
        {
            var stored = await bed.Journal.LoadAsync(gid, Token);
            Assert.Equal((expected.Create.Instance, expected.Version), (stored!.Instance, stored.Version));
            Assert.Equal(Enumerable.Range(1, expected.Version), stored.Records.Select(record => record.Version));
        }
    }

    private static Gate Hold(JournalBed bed)
    {
        var gate = new Gate();
        bed.Store.Before = _ => gate.Pass();
        return gate;
    }

    private static void LoseOneAnswerPer(JournalBed bed)
    {
        var lost = new ConcurrentDictionary<string, bool>();
        bed.Store.After = (writes, _) =>
        {
            var first = false;
            foreach (var write in writes)
                first |= lost.TryAdd(write.Gid + write.GetType().Name, true);
            ThrowIf(first, StoreFailure.Unavailable);
        };
    }

    private static void ThrowIf(bool condition, StoreFailure failure)
    {
        if (condition)
            throw new StoreException(failure, "test", "made by the test");
    }
}
