using Microsoft.Data.Sqlite;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Reduces finished transactions to tombstones, and deletes old tombstones; on the writer's connection.</summary>
internal static class SqliteRetention
{
    private const string Page =
        "select instance, gid, finished_at, reason, mode, result from saga_listing where status = $1 and instance > $2 and instance < $3 order by instance limit $4";

    private const string Bury =
        "update saga_hot set due_at = $4, due_kind = 3, finished_at = $5, reason = $6, mode = $7, result = $8 where gid = $1 and instance = $2 and status = $3";

    private const string DeleteTags =
        "delete from saga_tags where (key, value, instance) in (select e.key, e.value, l.instance from saga_listing l, json_each(l.tags) e where l.instance = $1 and l.tags is not null)";

    public static RetentionProgress Retire(SqliteConnection connection, TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit)
    {
        using var transaction = connection.BeginTransaction();
        using var page = Statement(connection, transaction, Page, 4);
        page.Set(1, (int)status).Set(2, SqliteText.ToBytes(after ?? Guid.Empty)).Set(3, SqliteText.ToBytes(InstanceTime.Behind(finishedBefore))).Set(4, limit);
        List<(byte[] Instance, string Gid, long FinishedAt, object Reason, object Mode, object Result)> old = [];
        byte[]? last = null;
        var seen = 0;
        using (var reader = page.Read())
        {
            for (; reader.Read(); seen++)
            {
                last = reader.GetFieldValue<byte[]>(0);
                if (!reader.IsDBNull(2) && reader.GetInt64(2) < finishedBefore.UtcTicks)
                    old.Add((last, reader.GetString(1), reader.GetInt64(2), reader.GetValue(3), reader.GetValue(4), reader.GetValue(5)));
            }
        }

        using var bury = Statement(connection, transaction, Bury, 8);
        using var deleteTags = Statement(connection, transaction, DeleteTags, 1);
        using var deleteJournal = Statement(connection, transaction, "delete from saga_journal where instance = $1", 1);
        using var deleteSide = Statement(connection, transaction, "delete from saga_side where instance = $1", 1);
        using var deleteListing = Statement(connection, transaction, "delete from saga_listing where instance = $1", 1);
        var retired = 0;
        foreach (var (instance, gid, finishedAt, reason, mode, result) in old)
        {
            if (bury.Set(1, gid).Set(2, instance).Set(3, (int)status).Set(4, tombstoneUntil.UtcTicks).Set(5, finishedAt).Set(6, reason).Set(7, mode).Set(8, result).Execute() == 0)
                continue;
            foreach (var delete in (ReadOnlySpan<SqliteStatement>)[deleteTags, deleteJournal, deleteSide, deleteListing])
                delete.Set(1, instance).Execute();
            retired++;
        }

        transaction.Commit();
        return new RetentionProgress(retired, seen < limit || last is null ? null : new Guid(last, bigEndian: true));
    }

    public static int DeleteTombstones(SqliteConnection connection, DateTimeOffset now, int limit)
    {
        using var delete = new SqliteStatement(
            connection,
            "delete from saga_hot where gid in (select gid from saga_hot where due_kind = 3 and due_at <= $1 order by due_at limit $2)",
            2);
        return delete.Set(1, now.UtcTicks).Set(2, limit).Execute();
    }

    private static SqliteStatement Statement(SqliteConnection connection, SqliteTransaction transaction, string sql, int parameters) =>
        new(connection, sql, parameters, transaction);
}
