using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>All checks of a batch.</summary>
internal sealed class CheckStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Check);
    private readonly List<string> _gid;
    private readonly List<Guid> _instance;
    private readonly List<int> _version;
    private readonly NpgsqlParameter<int> _count;

    public CheckStatement()
    {
        _gid = _statement.Array<string>(NpgsqlDbType.Text);
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _version = _statement.Array<int>(NpgsqlDbType.Integer);
        _count = _statement.Int();
    }

    public int Count => _gid.Count;

    public void Add(CheckWrite write)
    {
        _gid.Add(write.Gid);
        _instance.Add(write.Instance);
        _version.Add(write.Version);
    }

    public NpgsqlBatchCommand Prepare()
    {
        _count.TypedValue = Count;
        return _statement.Command;
    }

    public void Clear() => _statement.Clear();
}
