using System.Text.Json;
using Npgsql;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Texts of the queries with filters, and how their rows read.</summary>
internal static class PostgresQueries
{
    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public static NpgsqlCommand Due(NpgsqlDataSource source, DueQuery query)
    {
        var text = new QueryText("select gid, instance, version, status, due_at, due_kind from saga_hot");

        // The kinds are written out, so that the planner sees that a partial index fits.
        text.Where(query.Kind switch
        {
            null => "due_kind in (1, 2)",
            DueKind.Tombstone => "due_kind = 3",
            DueKind.Guard => "due_kind in (1, 2) and due_kind = 1",
            DueKind.Wait => "due_kind in (1, 2) and due_kind = 2",
            _ => "false",
        });
        if (query.DueAfter is { } dueAfter)
            text.Where($"due_at > {text.Add(dueAfter)}");
        if (query.DueUntil is { } dueUntil)
            text.Where($"due_at <= {text.Add(dueUntil)}");
        if (query.After is { } after)
            text.Where($"(due_at, gid) > ({text.Add(after.DueAt)}, {text.Add(after.Gid)})");
        if (query.Buckets is { } buckets)
            text.Where($"bucket = any({text.Add(buckets.ToArray())})");
        text.End($" order by due_at, gid limit {text.Add(query.Limit)}");
        return text.ToCommand(source);
    }

    public static NpgsqlCommand List(NpgsqlDataSource source, TransactionFilter filter)
    {
        var tagged = filter.Tag is not null;
        var text = new QueryText(PostgresReadSql.ListColumns + (tagged
            ? " from saga_tags t join saga_listing l on l.instance = t.instance join saga_hot h on h.gid = l.gid and h.instance = l.instance"
            : " from saga_listing l join saga_hot h on h.gid = l.gid and h.instance = l.instance"));
        var key = tagged ? "t.instance" : "l.instance";
        if (filter.Tag is { } tag)
            text.Where($"t.key = {text.Add(tag.Key)} and t.value = {text.Add(tag.Value)}");
        if (filter.Gid is { } gid)
            text.Where($"{key} = (select x.instance from saga_hot x where x.gid = {text.Add(gid)})");
        if (filter.Status is { } status)
        {
            // Written out: only a constant proves that the partial index over unfinished and failed ones fits.
            text.Where(status == TransactionStatus.Succeed ? "l.status = 4" : $"l.status = {(int)status} and l.status <> 4");
        }

        if (filter.Mode is { } mode)
            text.Where($"l.mode = {text.Add((short)mode)}");
        if (filter.Parked is { } parked)
            text.Where(parked ? "l.parked > 0" : "l.parked = 0");
        if (filter.CreatedFrom is { } from)
            text.Where($"l.created_at >= {text.Add(from)} and {key} > {text.Add(InstanceTime.Before(from))}");
        if (filter.CreatedTo is { } to)
            text.Where($"l.created_at < {text.Add(to)} and {key} < {text.Add(InstanceTime.Behind(to))}");
        if (filter.Before is { } before)
            text.Where($"{key} < {text.Add(before)}");
        text.End($" order by {key} desc limit {text.Add(filter.Limit)}");
        return text.ToCommand(source);
    }

    public static DueTransaction ReadDue(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2), (TransactionStatus)reader.GetInt16(3), Time(reader, 4), (DueKind)reader.GetInt16(5));

    public static ListedTransaction ReadListed(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2), ReadHot(reader, 3),
        (TransactionMode)reader.GetInt16(6), reader.GetString(7), Time(reader, 8), Time(reader, 9), TimeOrNull(reader, 10),
        TextOrNull(reader, 11), TextOrNull(reader, 12), TextOrNull(reader, 13), TextOrNull(reader, 14), reader.GetInt32(15),
        TextOrNull(reader, 16) is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags)! : NoTags,
        TextOrNull(reader, 17));

    public static HotState ReadHot(NpgsqlDataReader reader, int at) =>
        new((TransactionStatus)reader.GetInt16(at), TimeOrNull(reader, at + 1), (DueKind)reader.GetInt16(at + 2));

    /// <summary>Without a mode, a silo of the first schema has retired it: it knew sagas only.</summary>
    public static Tombstone ReadTombstone(NpgsqlDataReader reader, int at) => new(
        Time(reader, at), TextOrNull(reader, at + 1), TextOrNull(reader, at + 2), reader.IsDBNull(at + 3) ? TransactionMode.Saga : (TransactionMode)reader.GetInt16(at + 3));

    public static StoredRecord ReadRecord(NpgsqlDataReader reader, int at) =>
        new(reader.GetInt32(at), Time(reader, at + 1), reader.GetFieldValue<byte[]>(at + 2));

    public static DateTimeOffset Time(NpgsqlDataReader reader, int at) => new(reader.GetDateTime(at), TimeSpan.Zero);

    public static DateTimeOffset? TimeOrNull(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : Time(reader, at);

    public static string? TextOrNull(NpgsqlDataReader reader, int at) => reader.IsDBNull(at) ? null : reader.GetString(at);
}
