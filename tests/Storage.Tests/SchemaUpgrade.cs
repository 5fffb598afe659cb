using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Tests;

/// <summary>A database that an older version has made and filled, and what this version must find and be able to do in it.</summary>
internal static class SchemaUpgrade
{
    public static readonly Guid Unfinished = Writes.NewInstance();
    public static readonly Guid Finished = Writes.NewInstance();
    public static readonly Guid Retired = Writes.NewInstance();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The statements that made the schema, once released and never changed.</summary>
    public static string Schema(string name) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "Storage.Tests", "Schemas", name));

    /// <summary>The rows of that version: one unfinished, one finished, one retired.</summary>
    public static string Rows(Func<Guid, string> instance, Func<DateTimeOffset, string> time, Func<string, string> bytes, string no) =>
        $"""
        insert into saga_hot (gid, instance, version, status, bucket, due_at, due_kind) values
            ('unfinished', {instance(Unfinished)}, 1, {(int)TransactionStatus.Submitted}, 1, {time(Writes.Start)}, 1),
            ('finished', {instance(Finished)}, 1, {(int)TransactionStatus.Failed}, 1, null, 0);
        insert into saga_hot (gid, instance, version, status, bucket, due_at, due_kind, finished_at, reason) values
            ('retired', {instance(Retired)}, 3, {(int)TransactionStatus.Failed}, 1, {time(Writes.Start.AddDays(90))}, 3, {time(Writes.Start)}, 'no stock');
        insert into saga_journal (instance, version, append_id, writer, writer_seq, committed_at, snapshot, body) values
            ({instance(Unfinished)}, 1, {instance(Guid.NewGuid())}, 1, 1, {time(Writes.Start)}, {no}, {bytes("one")}),
            ({instance(Finished)}, 1, {instance(Guid.NewGuid())}, 1, 2, {time(Writes.Start)}, {no}, {bytes("one")});
        insert into saga_listing (instance, gid, mode, status, protocol, created_at, updated_at, finished_at, reason, parked) values
            ({instance(Unfinished)}, 'unfinished', 1, {(int)TransactionStatus.Submitted}, 'http', {time(Writes.Start)}, {time(Writes.Start)}, null, null, 0),
            ({instance(Finished)}, 'finished', 1, {(int)TransactionStatus.Failed}, 'http', {time(Writes.Start)}, {time(Writes.Start)}, {time(Writes.Start)}, 'no stock', 0);
        """;

    public static async Task AssertGoesOnAsync(JournalBed bed)
    {
        var tombstone = new Tombstone(Writes.Start, "no stock", null, TransactionMode.Saga);
        Assert.Equal(tombstone, (await bed.Journal.LoadAsync("retired", Token))!.Tombstone);
        Assert.Equal(JournalOutcome.Conflict, await bed.Write(Writes.Create("retired")));
        Assert.All(await bed.Journal.ListAsync(new(null, null, null, null, null, null, null, null, 10), Token), row => Assert.Null(row.Result));

        await bed.Journal.RetireAsync(TransactionStatus.Failed, Writes.Start.AddHours(1), Writes.Start.AddDays(1), null, 10, Token);
        Assert.Equal(tombstone, (await bed.Journal.LoadAsync("finished", Token))!.Tombstone);

        var unfinished = Writes.Create("unfinished", Unfinished);
        await bed.WriteOk(Writes.Finish(unfinished, 1, TransactionStatus.Succeed, Writes.Start, result: "b2s="));
        Assert.Equal("b2s=", Assert.Single(await bed.Journal.ListAsync(new("unfinished", null, null, null, null, null, null, null, 10), Token)).Result);
        Assert.True(await bed.KeyValues.PutAsync("topics", "orders", "[]", 0, Token));
    }
}
