using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Texts of the queries with filters, and how their rows read.</summary>
internal static class SqliteQueries
{
    private const string ListColumns =
        """
        select h.gid, l.instance, h.version, h.status, h.due_at, h.due_kind, l.mode, l.protocol, l.created_at, l.updated_at,
            l.finished_at, l.options, l.custom_data, l.query_prepared, l.reason, l.parked, l.tags, l.result
        """;

    private static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public static SqliteCommand Due(SqliteConnection connection, DueQuery query)
    {
        var text = new Text(connection, "select gid, instance, version, status, due_at, due_kind from saga_hot");
        text.Where(query.Kind switch
        {
            null => "due_kind in (1, 2)",
            DueKind.Tombstone => "due_kind = 3",
            DueKind.Guard => "due_kind in (1, 2) and due_kind = 1",
            DueKind.Wait => "due_kind in (1, 2) and due_kind = 2",
            _ => "0",
        });
        if (query.DueAfter is { } dueAfter)
            text.Where($"due_at > {text.Add(dueAfter.UtcTicks)}");
        if (query.DueUntil is { } dueUntil)
            text.Where($"due_at <= {text.Add(dueUntil.UtcTicks)}");
        if (query.After is { } after)
            text.Where($"(due_at, gid) > ({text.Add(after.DueAt.UtcTicks)}, {text.Add(after.Gid)})");
        if (query.Buckets is { } buckets)
            text.Where($"bucket in (select value from json_each({text.Add(JsonSerializer.Serialize(buckets))}))");
        return text.End($" order by due_at, gid limit {text.Add(query.Limit)}");
    }

    public static SqliteCommand List(SqliteConnection connection, TransactionFilter filter)
    {
        var tagged = filter.Tag is not null;
        var text = new Text(connection, ListColumns + (tagged
            ? " from saga_tags t join saga_listing l on l.instance = t.instance join saga_hot h on h.gid = l.gid and h.instance = l.instance"
            : " from saga_listing l join saga_hot h on h.gid = l.gid and h.instance = l.instance"));
        var key = tagged ? "t.instance" : "l.instance";
        if (filter.Tag is { } tag)
            text.Where($"t.key = {text.Add(tag.Key)} and t.value = {text.Add(tag.Value)}");
        if (filter.Gid is { } gid)
            text.Where($"h.gid = {text.Add(gid)} and l.instance = (select x.instance from saga_hot x where x.gid = {text.Add(gid)})");
        if (filter.Status is { } status)
            text.Where(status == TransactionStatus.Succeed ? "l.status = 4" : $"l.status = {(int)status} and l.status <> 4");
        if (filter.Mode is { } mode)
            text.Where($"l.mode = {text.Add((int)mode)}");
        if (filter.Parked is { } parked)
            text.Where(parked ? "l.parked > 0" : "l.parked = 0");
        if (filter.CreatedFrom is { } from)
            text.Where($"l.created_at >= {text.Add(from.UtcTicks)} and {key} > {text.Add(SqliteText.ToBytes(InstanceTime.Before(from)))}");
        if (filter.CreatedTo is { } to)
            text.Where($"l.created_at < {text.Add(to.UtcTicks)} and {key} < {text.Add(SqliteText.ToBytes(InstanceTime.Behind(to)))}");
        if (filter.Before is { } before)
            text.Where($"{key} < {text.Add(SqliteText.ToBytes(before))}");
        return text.End($" order by {key} desc limit {text.Add(filter.Limit)}");
    }

    public static DueTransaction ReadDue(SqliteDataReader reader) => new(
        reader.GetString(0), SqliteText.ReadGuid(reader, 1), reader.GetInt32(2), (TransactionStatus)reader.GetInt32(3), SqliteText.ReadTime(reader, 4), (DueKind)reader.GetInt32(5));

    public static ListedTransaction ReadListed(SqliteDataReader reader) => new(
        reader.GetString(0), SqliteText.ReadGuid(reader, 1), reader.GetInt32(2), SqliteText.ReadHot(reader, 3),
        (TransactionMode)reader.GetInt32(6), reader.GetString(7), SqliteText.ReadTime(reader, 8), SqliteText.ReadTime(reader, 9), SqliteText.ReadTimeOrNull(reader, 10),
        SqliteText.ReadTextOrNull(reader, 11), SqliteText.ReadTextOrNull(reader, 12), SqliteText.ReadTextOrNull(reader, 13), SqliteText.ReadTextOrNull(reader, 14), reader.GetInt32(15),
        SqliteText.ReadTextOrNull(reader, 16) is { } tags ? JsonSerializer.Deserialize<Dictionary<string, string>>(tags)! : NoTags,
        SqliteText.ReadTextOrNull(reader, 17));

    private sealed class Text(SqliteConnection connection, string start)
    {
        private readonly StringBuilder _sql = new(start);
        private readonly SqliteCommand _command = connection.CreateCommand();
        private bool _where;

        public void Where(string condition)
        {
            _sql.Append(_where ? " and " : " where ").Append(condition);
            _where = true;
        }

        public string Add(object value)
        {
            var name = "$" + (_command.Parameters.Count + 1).ToString(CultureInfo.InvariantCulture);
            _command.Parameters.AddWithValue(name, value);
            return name;
        }

        public SqliteCommand End(string text)
        {
#pragma warning disable CA2100 // Built from constants above; every value is a parameter.
            _command.CommandText = _sql.Append(text).ToString();
#pragma warning restore CA2100
            return _command;
        }
    }
}
