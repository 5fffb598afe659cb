using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.KeyValues;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Reads entries over the readers, and writes them on a writer's connection.</summary>
internal static class PostgresKeyValues
{
    private const string Columns = "select id, category, key, value, version, created_at, updated_at from saga_kv";

    private const string Insert =
        "insert into saga_kv (category, key, value, version) values ($1, $2, $3, 1) on conflict (category, key) do nothing";

    private const string Update =
        "update saga_kv set value = $3, version = version + 1, updated_at = now() where category = $1 and key = $2 and version = $4";

    private const string Delete = "delete from saga_kv where category = $1 and key = $2 and version = $3";

    public static NpgsqlCommand Get(NpgsqlDataSource source, string category, string key)
    {
        var command = source.CreateCommand(Columns + " where category = $1 and key = $2");
        Add(command, category);
        Add(command, key);
        return command;
    }

    public static NpgsqlCommand Scan(NpgsqlDataSource source, string category, long afterId, int limit)
    {
        var command = source.CreateCommand(Columns + " where category = $1 and id > $2 order by id limit $3");
        Add(command, category);
        Add(command, afterId);
        Add(command, limit);
        return command;
    }

    public static bool Change(NpgsqlConnection connection, KeyValueChange change)
    {
        using var command = new NpgsqlCommand(change switch { { Value: null } => Delete, { ExpectedVersion: 0 } => Insert, _ => Update }, connection);
        Add(command, change.Category);
        Add(command, change.Key);
        if (change.Value is not null)
            Add(command, change.Value);
        if (change.Value is null || change.ExpectedVersion != 0)
            Add(command, change.ExpectedVersion);
        return command.ExecuteNonQuery() == 1;
    }

    public static KeyValueEntry Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
        PostgresQueries.Time(reader, 5), PostgresQueries.Time(reader, 6));

    private static void Add<T>(NpgsqlCommand command, T value) => command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
}
