using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Creates and expands the schema; its version is the file's user_version. Times are UTC ticks, instances big-endian bytes.</summary>
internal static class SqliteSchema
{
    /// <summary>The schema that this build writes.</summary>
    public const int Version = 3;

    private static readonly string[] Steps =
    [
        """
        create table saga_hot (
            gid text not null primary key,
            instance blob not null,
            version integer not null,
            status integer not null,
            bucket integer not null,
            due_at integer,
            due_kind integer not null,
            finished_at integer,
            reason text,
            result blob) without rowid;
        create index saga_hot_due on saga_hot (due_at, gid) where due_kind in (1, 2);
        create index saga_hot_tombstone on saga_hot (due_at, gid) where due_kind = 3;
        create table saga_journal (
            instance blob not null,
            version integer not null,
            append_id blob not null,
            writer integer not null,
            writer_seq integer not null,
            committed_at integer not null,
            snapshot integer not null,
            body blob not null,
            primary key (instance, version));
        create table saga_listing (
            instance blob not null primary key,
            gid text not null,
            mode integer not null,
            status integer not null,
            protocol text not null,
            created_at integer not null,
            updated_at integer not null,
            finished_at integer,
            options text,
            custom_data text,
            query_prepared text,
            reason text,
            tags text,
            parked integer not null);
        create index saga_listing_unfinished on saga_listing (status, instance) where status <> 4;
        create index saga_listing_parked on saga_listing (instance) where parked > 0;
        create table saga_tags (
            key text not null,
            value text not null,
            instance blob not null,
            primary key (key, value, instance)) without rowid;
        create table saga_side (
            instance blob not null,
            version integer not null,
            ordinal integer not null,
            kind text not null,
            data blob not null,
            primary key (instance, version, ordinal));
        create table saga_writers (
            id integer primary key autoincrement,
            incarnation blob not null,
            number integer not null,
            started_at integer not null);
        """,
        """
        create table saga_kv (
            id integer primary key autoincrement,
            category text not null,
            key text not null,
            value text not null,
            version integer not null,
            created_at integer not null,
            updated_at integer not null,
            unique (category, key));
        create index saga_kv_scan on saga_kv (category, id);
        """,
        """
        alter table saga_hot add column mode integer;
        alter table saga_listing add column result text;
        """,
    ];

    /// <summary>Brings the schema to <see cref="Version"/>, or refuses.</summary>
    /// <returns>The version before; 0 for none.</returns>
    public static int Ensure(SqliteConnection connection, bool autoMigrate)
    {
        var found = ReadVersion(connection);
        if (found > Version)
            throw new StorageConfigurationException($"The database file has schema version {found}; this version knows {Version}. Run the newer version.");
        if (found < Version && !autoMigrate)
        {
            throw new StorageConfigurationException(
                "The database's schema is missing or older than this version needs. Start once with OrleansSaga:Storage:AutoMigrate=true.");
        }

        for (var version = found; version < Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            SqliteText.Execute(connection, Steps[version]);
            SqliteText.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"pragma user_version = {version + 1}"));
            transaction.Commit();
        }

        return found;
    }

    private static int ReadVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "pragma user_version";
        return (int)(long)command.ExecuteScalar()!;
    }
}
