namespace OrleansSaga.Storage.Postgres;

/// <summary>The fixed statements of reading.</summary>
internal static class PostgresReadSql
{
    /// <summary>Hot row and records in one statement, and so from one moment.</summary>
    public const string Load =
        """
        select h.instance, h.version, h.status, h.due_at, h.due_kind, h.finished_at, h.reason, convert_from(h.result, 'UTF8'), h.mode,
            j.version, j.committed_at, j.body
        from saga_hot h
        left join lateral (
            select c.version, c.committed_at, c.body from saga_journal c where c.instance = h.instance and c.version = 1
            union all
            select r.version, r.committed_at, r.body from saga_journal r
            where r.instance = h.instance and r.version >= greatest(2, coalesce(
                (select s.version from saga_journal s where s.instance = h.instance and s.snapshot order by s.version desc limit 1), 2))) j on true
        where h.gid = $1
        order by j.version
        """;

    public const string History =
        "select version, committed_at, body from saga_journal where instance = $1 and version >= $2 order by version limit $3";

    public const string Time = "select clock_timestamp()";

    public const string ListColumns =
        """
        select h.gid, l.instance, h.version, h.status, h.due_at, h.due_kind, l.mode, l.protocol, l.created_at, l.updated_at,
            l.finished_at, l.options, l.custom_data, l.query_prepared, l.reason, l.parked, l.tags, l.result
        """;
}
