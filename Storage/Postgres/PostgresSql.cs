namespace OrleansSaga.Storage.Postgres;

/// <summary>
/// The statements of a batch. Arrays are unnested in a select list, which goes through them side by side; in a from clause each would be
/// copied into a store of its own first. generate_series beside them numbers the rows and, as the planner takes it for a
/// thousand rows, keeps generic plans away from nested loops over the arrays; the lateral subqueries can only be run
/// row by row, so that the tables are always reached through their keys, however small they were when it was planned.
/// </summary>
internal static class PostgresSql
{
    /// <summary>Session of a writer; the plan settings follow from how the statements are written.</summary>
    public const string OpenWriter =
        """
        set lock_timeout = '1s';
        set statement_timeout = '{0}ms';
        set plan_cache_mode = force_generic_plan;
        set enable_seqscan = off;
        set enable_bitmapscan = off;
        set enable_mergejoin = off;
        set jit = off;
        select set_config(name, 'off', false) from pg_settings where name = 'enable_memoize';
        set work_mem = '32MB';
        set timezone = 'UTC';
        """;

    public const string RegisterWriter =
        """
        insert into saga_writers (incarnation, number) values ($1, $2)
        returning id, current_setting('fsync'), current_setting('synchronous_commit')
        """;

    public const string Probe = "update saga_writers set seen_at = now() where id = $1";

    public const string Create =
        """
        with src as (
            select unnest($1::text[]) as gid, unnest($2::uuid[]) as instance, unnest($3::smallint[]) as status,
                unnest($4::smallint[]) as bucket, unnest($5::timestamptz[]) as due_at, unnest($6::smallint[]) as due_kind,
                unnest($7::uuid[]) as append_id, unnest($8::boolean[]) as snapshot, unnest($9::bytea[]) as body,
                unnest($10::smallint[]) as mode, unnest($11::smallint[]) as listed, unnest($12::text[]) as protocol,
                unnest($13::timestamptz[]) as created_at, unnest($14::text[]) as options, unnest($15::text[]) as custom_data,
                unnest($16::text[]) as query_prepared, unnest($17::text[]) as tags, unnest($18::timestamptz[]) as finished_at,
                generate_series(1, $19::int) as ord
        ), hot as (
            insert into saga_hot (gid, instance, version, status, bucket, due_at, due_kind)
            select gid, instance, 1, status, bucket, due_at, due_kind from src
            on conflict (gid) do nothing
            returning instance
        ), ok as (
            select s.* from src s join hot h on h.instance = s.instance
        ), journal as (
            insert into saga_journal (instance, version, append_id, writer, writer_seq, snapshot, body)
            select instance, 1, append_id, $20::int, $21::bigint + ord, snapshot, body from ok
        ), listing as (
            insert into saga_listing (instance, gid, mode, status, protocol, created_at, updated_at, finished_at, options, custom_data, query_prepared, tags, parked)
            select instance, gid, mode, listed, protocol, created_at, created_at, finished_at, options, custom_data, query_prepared, tags, 0 from ok
        )
        select ord from ok
        """;

    public const string Append =
        """
        with moved as (
            update saga_hot h
            set version = s.version + 1, status = s.status, due_at = s.due_at, due_kind = s.due_kind
            from (
                select unnest($1::text[]) as gid, unnest($2::uuid[]) as instance, unnest($3::int[]) as version,
                unnest($4::smallint[]) as status, unnest($5::timestamptz[]) as due_at, unnest($6::smallint[]) as due_kind,
                unnest($7::uuid[]) as append_id, unnest($8::boolean[]) as snapshot, unnest($9::bytea[]) as body,
                unnest($10::smallint[]) as listed, unnest($11::timestamptz[]) as updated_at,
                unnest($12::timestamptz[]) as finished_at, unnest($13::text[]) as reason, unnest($14::int[]) as parked,
                unnest($18::text[]) as result, generate_series(1, $15::int) as ord) s
            cross join lateral (
                select x.ctid from saga_hot x
                where x.gid = s.gid and x.instance = s.instance and x.version = s.version and x.due_kind <> 3
                for no key update skip locked) held
            where h.ctid = held.ctid
            returning s.*
        ), journal as (
            insert into saga_journal (instance, version, append_id, writer, writer_seq, snapshot, body)
            select instance, version + 1, append_id, $16::int, $17::bigint + ord, snapshot, body from moved
        ), listing as (
            update saga_listing l
            set status = m.listed, updated_at = m.updated_at, finished_at = m.finished_at, reason = m.reason, parked = m.parked, result = m.result
            from moved m
            cross join lateral (select x.ctid from saga_listing x where x.instance = m.instance offset 0) row
            where m.listed is not null and l.ctid = row.ctid
        )
        select ord from moved
        """;

    public const string Push =
        """
        update saga_hot h
        set due_at = s.due_at, due_kind = s.due_kind
        from (
            select unnest($1::text[]) as gid, unnest($2::uuid[]) as instance, unnest($3::int[]) as version,
            unnest($4::timestamptz[]) as due_at, unnest($5::smallint[]) as due_kind, generate_series(1, $6::int) as ord) s
        cross join lateral (
            select x.ctid from saga_hot x
            where x.gid = s.gid and x.instance = s.instance and x.version = s.version and x.due_kind <> 3
            for no key update skip locked) held
        where h.ctid = held.ctid
        returning s.ord
        """;

    public const string Check =
        """
        select s.ord
        from (
            select unnest($1::text[]) as gid, unnest($2::uuid[]) as instance, unnest($3::int[]) as version,
            generate_series(1, $4::int) as ord) s
        cross join lateral (select 1 from saga_hot x where x.gid = s.gid and x.instance = s.instance and x.version = s.version offset 0) found
        """;

    /// <summary>Tags and side rows follow the record that the statement before them has written.</summary>
    public const string Tags =
        """
        insert into saga_tags (key, value, instance)
        select s.key, s.value, s.instance
        from (
            select unnest($1::uuid[]) as instance, unnest($2::uuid[]) as append_id, unnest($3::text[]) as key,
            unnest($4::text[]) as value) s
        cross join lateral (select 1 from saga_journal j where j.instance = s.instance and j.version = 1 and j.append_id = s.append_id offset 0) written
        on conflict do nothing
        """;

    public const string SideRows =
        """
        insert into saga_side (instance, version, ordinal, kind, data)
        select s.instance, s.version, s.ordinal, s.kind, s.data
        from (
            select unnest($1::uuid[]) as instance, unnest($2::int[]) as version, unnest($3::uuid[]) as append_id,
            unnest($4::int[]) as ordinal, unnest($5::text[]) as kind, unnest($6::bytea[]) as data) s
        cross join lateral (select 1 from saga_journal j where j.instance = s.instance and j.version = s.version and j.append_id = s.append_id offset 0) written
        on conflict do nothing
        """;

    /// <summary>
    /// Why a write did not match, as a WriteResult: 1 it is stored, was ours and is still the newest, 3 the fence still holds or nothing is
    /// there, so that it was locked or has raced; 2 conflict. A creation asks with version 0.
    /// </summary>
    public const string Resolve =
        """
        select s.ord,
            case when j.append_id is not null and h.instance = s.instance and h.version = s.version + 1 then 1
                when h.gid is null and s.version = 0 then 3
                when h.instance = s.instance and h.version = s.version and h.due_kind <> 3 then 3
                else 2 end
        from (
            select unnest($1::text[]) as gid, unnest($2::uuid[]) as instance, unnest($3::int[]) as version,
            unnest($4::uuid[]) as append_id, unnest($5::int[]) as ord) s
        left join lateral (select x.gid, x.instance, x.version, x.due_kind from saga_hot x where x.gid = s.gid offset 0) h on true
        left join lateral (
            select x.append_id from saga_journal x
            where x.instance = s.instance and x.version = s.version + 1 and x.append_id = s.append_id offset 0) j on true
        """;
}
