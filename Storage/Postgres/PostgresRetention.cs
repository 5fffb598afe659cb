using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Reduces finished transactions to tombstones, and deletes old tombstones.</summary>
internal static class PostgresRetention
{
    /// <summary>
    /// One page of the listing; those that are old enough are retired in the same statement. Only rows whose hot row
    /// still holds that instance and that nobody holds locked; the others come with the next walk.
    /// </summary>
    private const string RetireSql =
        """
        with page as materialized (
            select l.instance, l.gid, l.finished_at, l.reason, l.tags, l.mode, l.result
            from saga_listing l
            where l.status = $1 and l.instance > $2 and l.instance < $3
            order by l.instance limit $4
        ), retired as (
            update saga_hot h
            set due_at = $5, due_kind = 3, finished_at = p.finished_at, reason = p.reason, mode = p.mode, result = convert_to(p.result, 'UTF8')
            from page p
            cross join lateral (
                select x.ctid from saga_hot x
                where x.gid = p.gid and x.instance = p.instance and x.status = $1
                for no key update skip locked) held
            where p.finished_at < $6 and h.ctid = held.ctid
            returning p.instance, p.tags
        ), journal as (
            delete from saga_journal j using retired r where j.instance = r.instance
        ), side as (
            delete from saga_side s using retired r where s.instance = r.instance
        ), tags as (
            delete from saga_tags t
            using (select r.instance, e.key, e.value from retired r cross join lateral json_each_text(r.tags::json) e where r.tags is not null) x
            where t.key = x.key and t.value = x.value and t.instance = x.instance
        ), listing as (
            delete from saga_listing l using retired r where l.instance = r.instance
        )
        select (select count(*) from retired), (select count(*) from page), (select instance from page order by instance desc limit 1)
        """;

    private const string DeleteSql =
        """
        delete from saga_hot where gid in (
            select gid from saga_hot where due_kind = 3 and due_at <= $1 order by due_at limit $2 for update skip locked)
        """;

    public static RetentionProgress Retire(NpgsqlConnection connection, TransactionStatus status, DateTimeOffset finishedBefore, DateTimeOffset tombstoneUntil, Guid? after, int limit)
    {
        using var command = new NpgsqlCommand(RetireSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<short> { TypedValue = (short)status },
                new NpgsqlParameter<Guid> { TypedValue = after ?? Guid.Empty },
                new NpgsqlParameter<Guid> { TypedValue = InstanceTime.Behind(finishedBefore) },
                new NpgsqlParameter<int> { TypedValue = limit },
                Time(tombstoneUntil),
                Time(finishedBefore),
            },
        };
        using var reader = command.ExecuteReader();
        reader.Read();
        var full = reader.GetInt64(1) == limit;
        return new RetentionProgress((int)reader.GetInt64(0), full ? reader.GetGuid(2) : null);
    }

    public static int DeleteTombstones(NpgsqlConnection connection, DateTimeOffset now, int limit)
    {
        using var command = new NpgsqlCommand(DeleteSql, connection)
        {
            Parameters = { Time(now), new NpgsqlParameter<int> { TypedValue = limit } },
        };
        return command.ExecuteNonQuery();
    }

    private static NpgsqlParameter<DateTime> Time(DateTimeOffset time) => new() { TypedValue = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
