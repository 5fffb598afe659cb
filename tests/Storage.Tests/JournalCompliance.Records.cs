using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Tests;

public abstract partial class JournalCompliance
{
    [Fact]
    public async Task Load_UnknownGid_IsNull()
    {
        var bed = await OpenAsync();

        Assert.Null(await bed.Journal.LoadAsync(Writes.NewGid(), Token));
    }

    [Fact]
    public async Task Load_AfterCreateAndAppends_ReturnsAllOfIt()
    {
        var bed = await OpenAsync();
        var create = Writes.Create(record: Writes.Record("body 1"));
        var waiting = new HotState(TransactionStatus.Aborting, Writes.Start.AddSeconds(7), DueKind.Wait);

        await bed.WriteOk(create, Writes.Append(create, 1), Writes.Append(create, 2, waiting));
        var stored = await bed.Journal.LoadAsync(create.Gid, Token);

        Assert.NotNull(stored);
        Assert.Equal((create.Gid, create.Instance, 3, waiting), (stored.Gid, stored.Instance, stored.Version, stored.Hot));
        Assert.Equal(["body 1", "body 2", "body 3"], stored.Records.Select(Writes.Text));
        Assert.Equal([1, 2, 3], stored.Records.Select(record => record.Version));
        Assert.All(stored.Records, record => Assert.Equal(TimeSpan.Zero, record.CommittedAt.Offset));
        Assert.Null(stored.Tombstone);
    }

    [Fact]
    public async Task Load_WithSnapshots_ReturnsFirstRecordAndFromTheLatestOn()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(
            create,
            Writes.Append(create, 1, record: Writes.Record(snapshot: true)),
            Writes.Append(create, 2),
            Writes.Append(create, 3, record: Writes.Record(snapshot: true)),
            Writes.Append(create, 4));

        var stored = await bed.Journal.LoadAsync(create.Gid, Token);

        Assert.Equal([1, 4, 5], stored!.Records.Select(record => record.Version));
    }

    [Fact]
    public async Task History_Paged_ReturnsOldestFirst()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create, Writes.Append(create, 1), Writes.Append(create, 2), Writes.Append(create, 3));

        var page = await bed.Journal.HistoryAsync(create.Instance, 2, 2, Token);

        Assert.Equal([2, 3], page.Select(record => record.Version));
    }

    [Fact]
    public async Task Create_GidExists_IsConflictAndChangesNothing()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create);
        var second = Writes.Create(create.Gid, tags: new() { ["k"] = "v" }, sideRows: new SideRow("audit", "{}"u8.ToArray()));

        Assert.Equal(JournalOutcome.Conflict, await bed.Write(second));

        Assert.Equal(create.Instance, (await bed.Journal.LoadAsync(create.Gid, Token))!.Instance);
        foreach (var table in (string[])["saga_journal", "saga_listing", "saga_tags", "saga_side"])
            Assert.Equal(0, await CountAsync(table, second.Instance));
    }

    [Fact]
    public async Task Append_StaleVersionOrInstance_IsConflictAndChangesNothing()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create, Writes.Append(create, 1));
        var change = new ListingChange(TransactionStatus.Failed, Writes.Start, Writes.Start, "no", 1, null);
        var stale = Writes.Append(create, 1, listing: change, sideRows: new SideRow("audit", "{}"u8.ToArray()));

        Assert.Equal(JournalOutcome.Conflict, await bed.Write(stale));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(create, 3)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(create, 2) with { Instance = Writes.NewInstance() }));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Append(Writes.Create(), 1)));

        Assert.Equal(2, (await bed.Journal.LoadAsync(create.Gid, Token))!.Version);
        Assert.Equal(0, await CountAsync("saga_side", create.Instance));
        var listed = Assert.Single(await bed.Journal.ListAsync(Filter(gid: create.Gid), Token));
        Assert.Equal((0, null), (listed.ParkedBranches, listed.RollbackReason));
    }

    [Fact]
    public async Task Check_FenceHoldsOrNot_SaysSoAndWritesNothing()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create);

        Assert.Equal(JournalOutcome.Ok, await bed.Write(new CheckWrite(create.Gid, create.Instance, 1)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(new CheckWrite(create.Gid, create.Instance, 2)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(new CheckWrite(create.Gid, Writes.NewInstance(), 1)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(new CheckWrite(Writes.NewGid(), create.Instance, 1)));
        Assert.Equal(1, await CountAsync("saga_journal", create.Instance));
    }

    [Fact]
    public async Task Push_FenceHolds_MovesDueTimeAndKeepsVersion()
    {
        var bed = await OpenAsync();
        var create = Writes.Create();
        await bed.WriteOk(create);

        Assert.Equal(JournalOutcome.Ok, await bed.Write(new PushWrite(create.Gid, create.Instance, 1, Writes.Start.AddHours(1), DueKind.Wait)));
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(new PushWrite(create.Gid, create.Instance, 2, null, DueKind.None)));

        var stored = await bed.Journal.LoadAsync(create.Gid, Token);
        Assert.Equal(1, stored!.Version);
        Assert.Equal(new HotState(TransactionStatus.Submitted, Writes.Start.AddHours(1), DueKind.Wait), stored.Hot);
    }

    [Fact]
    public async Task SideRows_OfRecords_CommitWithThem()
    {
        var bed = await OpenAsync();
        SideRow[] rows = [new("audit", "{\"n\":1}"u8.ToArray()), new("audit", "{\"n\":2}"u8.ToArray())];
        var create = Writes.Create(sideRows: rows);

        await bed.WriteOk(create, Writes.Append(create, 1, sideRows: rows));

        Assert.Equal(4, await CountAsync("saga_side", create.Instance));
    }

    [Fact]
    public async Task Sequence_OfOneWriter_GrowsInCommitOrder()
    {
        var bed = await OpenAsync(options => options.Writers = 1);
        var create = Writes.Create();
        await bed.WriteOk(create);
        for (var version = 1; version < 6; version++)
            await bed.WriteOk(Writes.Create(), Writes.Append(create, version));

        var sequences = await SequencesAsync(create.Instance);

        Assert.Equal(6, sequences.Count);
        Assert.Single(sequences.Select(row => row.Writer).Distinct());
        Assert.Equal(sequences.Select(row => row.Sequence).Order().Distinct(), sequences.Select(row => row.Sequence));
    }

    [Fact]
    public async Task TwoSilos_OverOneDatabase_FenceEachOther()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();
        var create = Writes.Create();
        await first.WriteOk(create);

        await second.WriteOk(Writes.Append(create, 1));

        Assert.Equal(JournalOutcome.Conflict, await first.Write(Writes.Append(create, 1)));
        Assert.Equal(JournalOutcome.Conflict, await first.Write(new CheckWrite(create.Gid, create.Instance, 1)));
        Assert.Equal(JournalOutcome.Conflict, await first.Write(new PushWrite(create.Gid, create.Instance, 1, null, DueKind.None)));
        Assert.Equal(JournalOutcome.Ok, await first.Write(Writes.Append(create, 2)));
    }

    [Fact]
    public async Task ReadTime_OfTheDatabase_IsUtc()
    {
        var bed = await OpenAsync();

        Assert.Equal(TimeSpan.Zero, (await bed.Journal.ReadTimeAsync(Token)).Offset);
    }
}
