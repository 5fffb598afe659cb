using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>All pushes of a batch.</summary>
internal sealed class PushStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Push);
    private readonly List<string> _gid;
    private readonly List<Guid> _instance;
    private readonly List<int> _version;
    private readonly List<DateTime?> _dueAt;
    private readonly List<short> _dueKind;
    private readonly NpgsqlParameter<int> _count;

    public PushStatement()
    {
        _gid = _statement.Array<string>(NpgsqlDbType.Text);
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _version = _statement.Array<int>(NpgsqlDbType.Integer);
        _dueAt = _statement.Array<DateTime?>(NpgsqlDbType.TimestampTz);
        _dueKind = _statement.Array<short>(NpgsqlDbType.Smallint);
        _count = _statement.Int();
    }

    public int Count => _gid.Count;

    public void Add(PushWrite write)
    {
        _gid.Add(write.Gid);
        _instance.Add(write.Instance);
        _version.Add(write.Version);
        _dueAt.Add(write.DueAt?.UtcDateTime);
        _dueKind.Add((short)write.DueKind);
    }

    public NpgsqlBatchCommand Prepare()
    {
        _count.TypedValue = Count;
        return _statement.Command;
    }

    public void Clear() => _statement.Clear();
}
