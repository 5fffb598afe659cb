using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Tests;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Due_Paged_ComesByTimeThenGid()
    {
        var bed = await OpenAsync();
        var created = new List<CreateWrite>();
        for (var i = 0; i < 7; i++)
            created.Add(Writes.Create(hot: Writes.Guarded(i / 3)));
        await bed.WriteOk([.. created]);
        var expected = created.OrderBy(write => write.Hot.DueAt).ThenBy(write => write.Gid, StringComparer.Ordinal).Select(write => write.Gid);

        List<string> seen = [];
        DueTransaction? after = null;
        while (true)
        {
            var page = await bed.Journal.DueAsync(new DueQuery(null, null, null, null, after, 2), Token);
            if (page.Count == 0)
                break;
            seen.AddRange(page.Select(row => row.Gid));
            after = page[^1];
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Due_ByKindTimeAndBucket_ReturnsOnlyThose()
    {
        var bed = await OpenAsync();
        var guard = Writes.Create(hot: Writes.Guarded(10));
        var wait = Writes.Create(hot: new HotState(TransactionStatus.Submitted, Writes.Start.AddSeconds(20), DueKind.Wait));
        var none = Writes.Create(hot: new HotState(TransactionStatus.Prepared, null, DueKind.None));
        await bed.WriteOk(guard, wait, none);

        Assert.Equal([guard.Gid, wait.Gid], await Gids(new DueQuery(null, null, null, null, null, 10)));
        Assert.Equal([guard.Gid], await Gids(new DueQuery(null, DueKind.Guard, null, null, null, 10)));
        Assert.Equal([wait.Gid], await Gids(new DueQuery(null, DueKind.Wait, null, null, null, 10)));
        Assert.Equal([guard.Gid], await Gids(new DueQuery(null, null, null, Writes.Start.AddSeconds(10), null, 10)));
        Assert.Equal([wait.Gid], await Gids(new DueQuery(null, null, Writes.Start.AddSeconds(10), null, null, 10)));
        Assert.Equal([wait.Gid], await Gids(new DueQuery([Bucket.Of(wait.Gid)], null, null, null, null, 10)));
        Assert.Empty(await Gids(new DueQuery([], null, null, null, null, 10)));
        var row = Assert.Single(await bed.Journal.DueAsync(new DueQuery(null, DueKind.Wait, null, null, null, 10), Token));
        Assert.Equal(new DueTransaction(wait.Gid, wait.Instance, 1, TransactionStatus.Submitted, Writes.Start.AddSeconds(20), DueKind.Wait), row);

        async Task<IEnumerable<string>> Gids(DueQuery query) => (await bed.Journal.DueAsync(query, Token)).Select(due => due.Gid);
    }

    [Fact]
    public async Task List_Filters_ReturnOnlyThoseNewestFirst()
    {
        var bed = await OpenAsync();
        var saga = Writes.Create(tags: new() { ["order"] = "7", ["city"] = "Bonn" }, createdAt: Writes.Start.AddMinutes(1));
        var tcc = Writes.Create(mode: TransactionMode.Tcc, tags: new() { ["order"] = "7" }, createdAt: Writes.Start.AddMinutes(2));
        var failed = Writes.Create(createdAt: Writes.Start.AddMinutes(3));
        var parked = Writes.Create(createdAt: Writes.Start.AddMinutes(4));
        await bed.WriteOk(
            saga, tcc, failed, parked,
            Writes.Finish(failed, 1, TransactionStatus.Failed, Writes.Start.AddHours(1), "no stock"),
            Writes.Append(parked, 1, listing: new ListingChange(TransactionStatus.Submitted, Writes.Start.AddHours(2), null, null, 2, null)));

        Assert.Equal([parked.Gid, failed.Gid, tcc.Gid, saga.Gid], await Gids(Filter()));
        Assert.Equal([saga.Gid], await Gids(Filter(gid: saga.Gid)));
        Assert.Equal([failed.Gid], await Gids(Filter() with { Status = TransactionStatus.Failed }));
        Assert.Equal([tcc.Gid], await Gids(Filter() with { Mode = TransactionMode.Tcc }));
        Assert.Equal([tcc.Gid, saga.Gid], await Gids(Filter() with { Tag = new("order", "7") }));
        Assert.Equal([saga.Gid], await Gids(Filter() with { Tag = new("order", "7"), Mode = TransactionMode.Saga, Status = TransactionStatus.Submitted }));
        Assert.Equal([parked.Gid], await Gids(Filter() with { Parked = true }));
        Assert.Equal([failed.Gid, tcc.Gid, saga.Gid], await Gids(Filter() with { Parked = false }));
        Assert.Equal([failed.Gid, tcc.Gid], await Gids(Filter() with { CreatedFrom = Writes.Start.AddMinutes(2), CreatedTo = Writes.Start.AddMinutes(4) }));
        Assert.Equal([tcc.Gid], await Gids(Filter() with { Before = failed.Instance, Limit = 1 }));

        async Task<IEnumerable<string>> Gids(TransactionFilter filter) => (await bed.Journal.ListAsync(filter, Token)).Select(row => row.Gid);
    }

    [Fact]
    public async Task List_OfAChangedTransaction_ShowsAllColumns()
    {
        var bed = await OpenAsync();
        var create = Writes.Create(tags: new() { ["a"] = "b" });
        create = create with { Listing = create.Listing with { Options = "{\"x\":1}", CustomData = "data", QueryPrepared = "http://q" } };
        var end = Writes.Start.AddHours(1);
        await bed.WriteOk(create, Writes.Finish(create, 1, TransactionStatus.Failed, end, "no stock", "bm8="));

        var row = Assert.Single(await bed.Journal.ListAsync(Filter(gid: create.Gid), Token));

        Assert.Equal((create.Gid, create.Instance, 2), (row.Gid, row.Instance, row.Version));
        Assert.Equal(new HotState(TransactionStatus.Failed, null, DueKind.None), row.Hot);
        Assert.Equal((TransactionMode.Saga, "http", Writes.Start, end, end), (row.Mode, row.Protocol, row.CreatedAt, row.UpdatedAt, row.FinishedAt));
        Assert.Equal(("{\"x\":1}", "data", "http://q", "no stock", "bm8=", 0), (row.Options, row.CustomData, row.QueryPrepared, row.RollbackReason, row.Result, row.ParkedBranches));
        Assert.Equal([new KeyValuePair<string, string>("a", "b")], row.Tags);
    }

    [Fact]
    public async Task Retire_OldFinishedTransactions_LeavesTombstones()
    {
        var bed = await OpenAsync();
        var old = Writes.Create(mode: TransactionMode.Workflow, tags: new() { ["k"] = "v" }, sideRows: new SideRow("audit", "{}"u8.ToArray()));
        var young = Writes.Create();
        var running = Writes.Create();
        await bed.WriteOk(
            old, young, running,
            Writes.Finish(old, 1, TransactionStatus.Failed, Writes.Start.AddHours(1), "no stock", "bm8="),
            Writes.Finish(young, 1, TransactionStatus.Failed, Writes.Start.AddHours(3)));
        var until = Writes.Start.AddDays(90);

        var progress = await bed.Journal.RetireAsync(TransactionStatus.Failed, Writes.Start.AddHours(2), until, null, 10, Token);

        Assert.Equal(new RetentionProgress(1, null), progress);
        var stored = await bed.Journal.LoadAsync(old.Gid, Token);
        Assert.Equal((old.Instance, 2, new HotState(TransactionStatus.Failed, until, DueKind.Tombstone)), (stored!.Instance, stored.Version, stored.Hot));
        Assert.Empty(stored.Records);
        Assert.Equal(new Tombstone(Writes.Start.AddHours(1), "no stock", "bm8=", TransactionMode.Workflow), stored.Tombstone);
        foreach (var table in (string[])["saga_journal", "saga_listing", "saga_tags", "saga_side"])
            Assert.Equal(0, await CountAsync(table, old.Instance));
        Assert.Equal([running.Gid, young.Gid], (await bed.Journal.ListAsync(Filter(), Token)).Select(row => row.Gid));
        Assert.Equal([running.Gid], (await bed.Journal.DueAsync(new DueQuery(null, null, null, null, null, 10), Token)).Select(row => row.Gid));
    }

    [Fact]
    public async Task Retire_EveryMode_KeepsItAndHasNoResultWhereThereWasNone()
    {
        var bed = await OpenAsync();
        var until = Writes.Start.AddDays(90);
        foreach (var mode in Enum.GetValues<TransactionMode>())
        {
            var old = Writes.Create(mode: mode);
            await bed.WriteOk(old, Writes.Finish(old, 1, TransactionStatus.Succeed, Writes.Start));

            await bed.Journal.RetireAsync(TransactionStatus.Succeed, Writes.Start.AddHours(2), until, null, 10, Token);

            Assert.Equal(new Tombstone(Writes.Start, null, null, mode), (await bed.Journal.LoadAsync(old.Gid, Token))!.Tombstone);
        }
    }

    [Fact]
    public async Task Retire_OfALargeResult_KeepsAllOfIt()
    {
        var bed = await OpenAsync();
        var old = Writes.Create(mode: TransactionMode.Workflow);
        var result = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + (i % 26)))) + "é订";
        await bed.WriteOk(old, Writes.Finish(old, 1, TransactionStatus.Succeed, Writes.Start, result: result));
        Assert.Equal(result, Assert.Single(await bed.Journal.ListAsync(Filter(old.Gid), Token)).Result);

        await bed.Journal.RetireAsync(TransactionStatus.Succeed, Writes.Start.AddHours(2), Writes.Start.AddDays(90), null, 10, Token);

        Assert.Equal(result, (await bed.Journal.LoadAsync(old.Gid, Token))!.Tombstone!.Result);
    }

    [Fact]
    public async Task Tombstone_WhileItStands_RefusesAndGoesWhenItIsDue()
    {
        var bed = await OpenAsync();
        var old = Writes.Create();
        var until = Writes.Start.AddDays(90);
        await bed.WriteOk(old, Writes.Finish(old, 1, TransactionStatus.Succeed, Writes.Start.AddHours(1)));
        await bed.Journal.RetireAsync(TransactionStatus.Succeed, Writes.Start.AddHours(2), until, null, 10, Token);

        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Create(old.Gid)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(old, 2)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(new PushWrite(old.Gid, old.Instance, 2, null, DueKind.None)));
        Assert.Single(await bed.Journal.DueAsync(new DueQuery(null, DueKind.Tombstone, null, null, null, 10), Token));
        Assert.Equal(0, await bed.Journal.DeleteTombstonesAsync(until.AddSeconds(-1), 10, Token));
        Assert.Equal(1, await bed.Journal.DeleteTombstonesAsync(until, 10, Token));

        await bed.WriteOk(Writes.Create(old.Gid));
    }

    [Fact]
    public async Task Retire_InSteps_WalksToTheEnd()
    {
        var bed = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            var create = Writes.Create();
            await bed.WriteOk(create, Writes.Finish(create, 1, TransactionStatus.Succeed, Writes.Start));
        }

        List<int> steps = [];
        Guid? after = null;
        do
        {
            var progress = await bed.Journal.RetireAsync(TransactionStatus.Succeed, Writes.Start.AddHours(1), Writes.Start.AddDays(1), after, 2, Token);
            steps.Add(progress.Retired);
            after = progress.Next;
        }
        while (after is not null);

        Assert.Equal([2, 2, 1], steps);
    }

    private static TransactionFilter Filter(string? gid = null) => new(gid, null, null, null, null, null, null, null, 100);
}
