using Microsoft.Data.Sqlite;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>How values stand in SQLite: times as UTC ticks, instances as big-endian bytes, which sort like the instance itself.</summary>
internal static class SqliteText
{
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All texts are constants of this folder.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static byte[] ToBytes(Guid guid) => guid.ToByteArray(bigEndian: true);

    public static object ToTicks(DateTimeOffset? time) => time is { } value ? value.UtcTicks : DBNull.Value;

    public static object OrNull(string? text) => text is null ? DBNull.Value : text;

    public static Guid ReadGuid(SqliteDataReader reader, int at) => new(reader.GetFieldValue<byte[]>(at), bigEndian: true);

    public static DateTimeOffset ReadTime(SqliteDataReader reader, int at) => new(reader.GetInt64(at), TimeSpan.Zero);

    public static DateTimeOffset? ReadTimeOrNull(SqliteDataReader reader, int at) => reader.IsDBNull(at) ? null : ReadTime(reader, at);

    public static string? ReadTextOrNull(SqliteDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);

    public static HotState ReadHot(SqliteDataReader reader, int at) =>
        new((TransactionStatus)reader.GetInt32(at), ReadTimeOrNull(reader, at + 1), (DueKind)reader.GetInt32(at + 2));

    /// <summary>Without a mode, a silo of the first schema has retired it: it knew sagas only.</summary>
    public static Tombstone ReadTombstone(SqliteDataReader reader, int at) => new(
        ReadTime(reader, at), ReadTextOrNull(reader, at + 1), ReadTextOrNull(reader, at + 2), reader.IsDBNull(at + 3) ? TransactionMode.Saga : (TransactionMode)reader.GetInt32(at + 3));

    public static StoredRecord ReadRecord(SqliteDataReader reader, int at) =>
        new(reader.GetInt32(at), ReadTime(reader, at + 1), reader.GetFieldValue<byte[]>(at + 2));
}
