using Npgsql;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Creates and expands the schema. Steps only add, so that the previous version keeps running beside this one.</summary>
internal static class PostgresSchema
{
    /// <summary>The schema that this build writes.</summary>
    public const int Version = 5;

    /// <summary>The oldest version whose silos may run on what this build makes of the database.</summary>
    public const int OldestReader = 1;

    private const string CreateSchemaTable =
        """
        create table if not exists saga_schema (
            only_row boolean primary key default true check (only_row),
            version int not null,
            oldest_reader int not null,
            applied_at timestamptz not null default now())
        """;

    /// <summary>Step n brings version n to version n + 1.</summary>
    private static readonly string[] Steps =
    [
        """
        create table saga_hot (
            instance uuid not null,
            version int not null,
            status smallint not null,
            bucket smallint not null,
            due_kind smallint not null,
            due_at timestamptz,
            gid text collate "C" not null primary key,
            finished_at timestamptz,
            reason text,
            result bytea)
            with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
        create index saga_hot_due on saga_hot (due_at, gid) where due_kind in (1, 2);
        create index saga_hot_tombstone on saga_hot (due_at, gid) where due_kind = 3;

        create table saga_journal (
            instance uuid not null,
            version int not null,
            writer int not null,
            append_id uuid not null,
            writer_seq bigint not null,
            committed_at timestamptz not null default now(),
            snapshot boolean not null,
            body bytea not null,
            primary key (instance, version))
            with (autovacuum_vacuum_insert_scale_factor = 0.1);
        alter table saga_journal alter column body set storage external;

        create table saga_listing (
            instance uuid not null primary key,
            created_at timestamptz not null,
            updated_at timestamptz not null,
            finished_at timestamptz,
            parked int not null,
            mode smallint not null,
            status smallint not null,
            gid text collate "C" not null,
            protocol text not null,
            options text,
            custom_data text,
            query_prepared text,
            reason text,
            tags text)
            with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
        create index saga_listing_unfinished on saga_listing (status, instance) where status <> 4;
        create index saga_listing_parked on saga_listing (instance) where parked > 0;

        create table saga_tags (
            key text collate "C" not null,
            value text collate "C" not null,
            instance uuid not null,
            primary key (key, value, instance));

        create table saga_side (
            instance uuid not null,
            version int not null,
            ordinal int not null,
            kind text not null,
            data bytea not null,
            primary key (instance, version, ordinal));

        create table saga_writers (
            id int generated always as identity primary key,
            incarnation uuid not null,
            number int not null,
            started_at timestamptz not null default now(),
            seen_at timestamptz not null default now());
        """,
        """
        create table saga_kv (
            id bigint generated always as identity primary key,
            category text collate "C" not null,
            key text collate "C" not null,
            value text not null,
            version bigint not null,
            created_at timestamptz not null default now(),
            updated_at timestamptz not null default now(),
            unique (category, key));
        create index saga_kv_scan on saga_kv (category, id);
        """,

        // Who must wait for the lock on a table that is in use gives up soon and is tried again: what waits behind it are the others' commits.
        """
        set local lock_timeout = '1s';
        alter table saga_hot add column if not exists mode smallint;
        alter table saga_listing add column if not exists result text;
        """,

        // A row of saga_silos is updated twice a second: room on its page keeps those updates out of the index.
        """
        create table saga_cluster (
            only_row boolean primary key default true check (only_row),
            cluster_id uuid not null,
            feature_level int not null,
            secret_check bytea);
        create table saga_silos (
            name text collate "C" not null primary key,
            incarnation uuid not null,
            endpoint text not null,
            http_endpoint text not null,
            state text not null check (state in ('joining', 'active', 'leaving', 'dead')),
            beat bigint not null,
            version text not null,
            link_min int not null,
            link_max int not null,
            schema_min int not null,
            schema_max int not null,
            feature_level int not null,
            started_at timestamptz not null default now(),
            seen_at timestamptz not null default now())
            with (fillfactor = 30, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);
        """,

        // Silos from before this column have one runtime.
        $"""
        alter table saga_silos add column if not exists runtime text not null default '{SiloClaim.EmbeddedRuntime}';
        """,
    ];

    /// <summary>Brings the schema to <see cref="Version"/>, or refuses.</summary>
    /// <returns>The version before; 0 for none.</returns>
    public static async Task<int> EnsureAsync(NpgsqlConnection connection, bool autoMigrate, CancellationToken cancellationToken)
    {
        var found = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found >= Version)
        {
            await CheckReadableAsync(connection, cancellationToken).ConfigureAwait(false);
            return found;
        }

        if (!autoMigrate)
        {
            throw new StorageConfigurationException(
                "The database's schema is missing or older than this version needs. Start once with OrleansSaga:Storage:AutoMigrate=true, with a user that may create tables.");
        }

        await SchemaLock.HoldAsync(connection, async () => found = await MigrateAsync(connection, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return found;
    }

    /// <summary>With the lock held; somebody else may have held it before. Returns the version found then.</summary>
    private static async Task<int> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, CreateSchemaTable, cancellationToken).ConfigureAwait(false);
        var found = await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
        for (var version = found; version < Version; version++)
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await ExecuteAsync(connection, Steps[version], cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(
                connection,
                $"""
                insert into saga_schema (version, oldest_reader) values ({version + 1}, {OldestReader})
                on conflict (only_row) do update set version = excluded.version, oldest_reader = excluded.oldest_reader, applied_at = now()
                """,
                cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    private static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "select to_regclass('saga_schema') is not null", cancellationToken).ConfigureAwait(false) is not true)
            return 0;
        return await ScalarAsync(connection, "select version from saga_schema", cancellationToken).ConfigureAwait(false) as int? ?? 0;
    }

    private static async Task CheckReadableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var oldest = await ScalarAsync(connection, "select oldest_reader from saga_schema", cancellationToken).ConfigureAwait(false) as int? ?? 0;
        if (oldest > Version)
            throw new StorageConfigurationException($"The database's schema needs a server that knows schema version {oldest}; this one knows {Version}. Run the newer version.");
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using var _ = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
