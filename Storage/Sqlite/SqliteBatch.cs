using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>The prepared statements of writing, and how one write goes through them inside the batch's transaction.</summary>
internal sealed class SqliteBatch : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _create;
    private readonly SqliteStatement _move;
    private readonly SqliteStatement _push;
    private readonly SqliteStatement _check;
    private readonly SqliteStatement _ours;
    private readonly SqliteStatement _journal;
    private readonly SqliteStatement _list;
    private readonly SqliteStatement _relist;
    private readonly SqliteStatement _tag;
    private readonly SqliteStatement _side;
    private readonly long _writer;
    private long _sequence;

    public SqliteBatch(SqliteConnection connection, long writer)
    {
        _writer = writer;
        _begin = new SqliteStatement(connection, "begin immediate", 0);
        _commit = new SqliteStatement(connection, "commit", 0);
        _rollback = new SqliteStatement(connection, "rollback", 0);
        _create = new SqliteStatement(connection, "insert into saga_hot (gid, instance, version, status, bucket, due_at, due_kind) values ($1, $2, 1, $3, $4, $5, $6) on conflict (gid) do nothing", 6);
        _move = new SqliteStatement(connection, "update saga_hot set version = version + 1, status = $4, due_at = $5, due_kind = $6 where gid = $1 and instance = $2 and version = $3 and due_kind <> 3", 6);
        _push = new SqliteStatement(connection, "update saga_hot set due_at = $4, due_kind = $5 where gid = $1 and instance = $2 and version = $3 and due_kind <> 3", 5);
        _check = new SqliteStatement(connection, "select 1 from saga_hot where gid = $1 and instance = $2 and version = $3", 3);
        _ours = new SqliteStatement(connection, "select 1 from saga_hot h join saga_journal j on j.instance = h.instance and j.version = h.version where h.gid = $1 and h.instance = $2 and h.version = $3 and j.append_id = $4", 4);
        _journal = new SqliteStatement(connection, "insert into saga_journal (instance, version, append_id, writer, writer_seq, committed_at, snapshot, body) values ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        _list = new SqliteStatement(connection, "insert into saga_listing (instance, gid, mode, status, protocol, created_at, updated_at, finished_at, options, custom_data, query_prepared, tags, parked) values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, $10, $11, 0)", 11);
        _relist = new SqliteStatement(connection, "update saga_listing set status = $2, updated_at = $3, finished_at = $4, reason = $5, parked = $6, result = $7 where instance = $1", 7);
        _tag = new SqliteStatement(connection, "insert into saga_tags (key, value, instance) values ($1, $2, $3)", 3);
        _side = new SqliteStatement(connection, "insert into saga_side (instance, version, ordinal, kind, data) values ($1, $2, $3, $4, $5)", 5);
    }

    public void Commit(ReadOnlySpan<JournalWrite> writes, Span<WriteResult> results, long now)
    {
        _begin.Execute();
        try
        {
            for (var i = 0; i < writes.Length; i++)
                results[i] = Apply(writes[i], now) ? WriteResult.Ok : WriteResult.Conflict;
            _commit.Execute();
        }
        catch (SqliteException)
        {
            Rollback();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[_begin, _commit, _rollback, _create, _move, _push, _check, _ours, _journal, _list, _relist, _tag, _side])
            statement.Dispose();
    }

    private void Rollback()
    {
        try
        {
            _rollback.Execute();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == 1)
        {
            // SQLite has rolled back by itself, as it does on a full disk: there is no transaction any more.
            return;
        }
    }

    private bool Apply(JournalWrite write, long now) => write switch
    {
        CreateWrite create => Create(create, now),
        AppendWrite append => Append(append, now),
        PushWrite push => Fence(_push, push.Gid, push.Instance, push.Version).Set(4, SqliteText.ToTicks(push.DueAt)).Set(5, (int)push.DueKind).Execute() == 1,
        CheckWrite check => Fence(_check, check.Gid, check.Instance, check.Version).Scalar() is not null,
        _ => throw new NotSupportedException(write.GetType().Name),
    };

    private bool Create(CreateWrite write, long now)
    {
        var instance = SqliteText.ToBytes(write.Instance);
        var inserted = _create.Set(1, write.Gid).Set(2, instance).Set(3, (int)write.Hot.Status).Set(4, (int)Bucket.Of(write.Gid))
            .Set(5, SqliteText.ToTicks(write.Hot.DueAt)).Set(6, (int)write.Hot.DueKind).Execute();
        if (inserted == 0)
            return IsOurs(write.Gid, instance, 1, write.Record.AppendId);
        Journal(instance, 1, write.Record, write.SideRows, now);
        var listing = write.Listing;
        _list.Set(1, instance).Set(2, write.Gid).Set(3, (int)listing.Mode).Set(4, (int)listing.Status).Set(5, listing.Protocol)
            .Set(6, listing.CreatedAt.UtcTicks).Set(7, SqliteText.ToTicks(listing.FinishedAt)).Set(8, SqliteText.OrNull(listing.Options))
            .Set(9, SqliteText.OrNull(listing.CustomData)).Set(10, SqliteText.OrNull(listing.QueryPrepared))
            .Set(11, listing.Tags.Count == 0 ? DBNull.Value : JsonSerializer.Serialize(listing.Tags)).Execute();
        if (listing.Tags.Count == 0)
            return true;
        foreach (var (key, value) in listing.Tags)
            _tag.Set(1, key).Set(2, value).Set(3, instance).Execute();
        return true;
    }

    private bool Append(AppendWrite write, long now)
    {
        var instance = SqliteText.ToBytes(write.Instance);
        var moved = _move.Set(1, write.Gid).Set(2, instance).Set(3, write.ExpectedVersion).Set(4, (int)write.Hot.Status)
            .Set(5, SqliteText.ToTicks(write.Hot.DueAt)).Set(6, (int)write.Hot.DueKind).Execute();
        if (moved == 0)
            return IsOurs(write.Gid, instance, write.ExpectedVersion + 1, write.Record.AppendId);
        Journal(instance, write.ExpectedVersion + 1, write.Record, write.SideRows, now);
        if (write.Listing is { } listing)
        {
            _relist.Set(1, instance).Set(2, (int)listing.Status).Set(3, listing.UpdatedAt.UtcTicks).Set(4, SqliteText.ToTicks(listing.FinishedAt))
                .Set(5, SqliteText.OrNull(listing.RollbackReason)).Set(6, listing.ParkedBranches).Set(7, SqliteText.OrNull(listing.Result)).Execute();
        }

        return true;
    }

    private void Journal(byte[] instance, int version, JournalRecord record, IReadOnlyList<SideRow> sideRows, long now)
    {
        _journal.Set(1, instance).Set(2, version).Set(3, SqliteText.ToBytes(record.AppendId)).Set(4, _writer).Set(5, ++_sequence)
            .Set(6, now).Set(7, record.IsSnapshot).SetBlob(8, record.Body).Execute();
        for (var i = 0; i < sideRows.Count; i++)
            _side.Set(1, instance).Set(2, version).Set(3, i).Set(4, sideRows[i].Kind).SetBlob(5, sideRows[i].Data).Execute();
    }

    /// <summary>Whether the record is stored and still the newest: behind a newer one the writer's memory is stale.</summary>
    private bool IsOurs(string gid, byte[] instance, int version, Guid appendId) =>
        _ours.Set(1, gid).Set(2, instance).Set(3, version).Set(4, SqliteText.ToBytes(appendId)).Scalar() is not null;

    private static SqliteStatement Fence(SqliteStatement statement, string gid, Guid instance, int version) =>
        statement.Set(1, gid).Set(2, SqliteText.ToBytes(instance)).Set(3, version);
}
