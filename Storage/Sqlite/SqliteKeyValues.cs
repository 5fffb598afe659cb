using Microsoft.Data.Sqlite;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Reads entries, and writes them on the writer's connection.</summary>
internal static class SqliteKeyValues
{
    private const string Columns = "select id, category, key, value, version, created_at, updated_at from saga_kv";

    private const string Insert =
        "insert into saga_kv (category, key, value, version, created_at, updated_at) values ($1, $2, $3, 1, $4, $4) on conflict (category, key) do nothing";

    private const string Update =
        "update saga_kv set value = $3, version = version + 1, updated_at = $4 where category = $1 and key = $2 and version = $5";

    public static KeyValueEntry? Get(SqliteConnection connection, string category, string key)
    {
        using var statement = new SqliteStatement(connection, Columns + " where category = $1 and key = $2", 2);
        return Read(statement.Set(1, category).Set(2, key)).FirstOrDefault();
    }

    public static IReadOnlyList<KeyValueEntry> Scan(SqliteConnection connection, string category, long afterId, int limit)
    {
        using var statement = new SqliteStatement(connection, Columns + " where category = $1 and id > $2 order by id limit $3", 3);
        return Read(statement.Set(1, category).Set(2, afterId).Set(3, limit));
    }

    public static bool Change(SqliteConnection connection, KeyValueChange change, long now)
    {
        using var statement = change switch
        {
            { Value: null } => new SqliteStatement(connection, "delete from saga_kv where category = $1 and key = $2 and version = $3", 3).Set(3, change.ExpectedVersion),
            { ExpectedVersion: 0 } => new SqliteStatement(connection, Insert, 4).Set(3, change.Value).Set(4, now),
            _ => new SqliteStatement(connection, Update, 5).Set(3, change.Value).Set(4, now).Set(5, change.ExpectedVersion),
        };
        return statement.Set(1, change.Category).Set(2, change.Key).Execute() == 1;
    }

    private static List<KeyValueEntry> Read(SqliteStatement statement)
    {
        List<KeyValueEntry> entries = [];
        using var reader = statement.Read();
        while (reader.Read())
        {
            entries.Add(new KeyValueEntry(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                SqliteText.ReadTime(reader, 5), SqliteText.ReadTime(reader, 6)));
        }

        return entries;
    }
}
