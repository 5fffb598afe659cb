using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>The second look at writes that did not match.</summary>
internal sealed class ResolveStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Resolve);
    private readonly List<string> _gid;
    private readonly List<Guid> _instance;
    private readonly List<int> _version;
    private readonly List<Guid?> _appendId;
    private readonly List<int> _ordinal;

    public ResolveStatement()
    {
        _gid = _statement.Array<string>(NpgsqlDbType.Text);
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _version = _statement.Array<int>(NpgsqlDbType.Integer);
        _appendId = _statement.Array<Guid?>(NpgsqlDbType.Uuid);
        _ordinal = _statement.Array<int>(NpgsqlDbType.Integer);
    }

    public int Count => _gid.Count;

    public NpgsqlBatchCommand Command => _statement.Command;

    public void Add(JournalWrite write, int ordinal)
    {
        _gid.Add(write.Gid);
        _instance.Add(write.Instance);
        _ordinal.Add(ordinal);
        switch (write)
        {
            case AppendWrite append:
                _version.Add(append.ExpectedVersion);
                _appendId.Add(append.Record.AppendId);
                break;
            case PushWrite push:
                _version.Add(push.Version);
                _appendId.Add(null);
                break;
            default:
                _version.Add(0);
                _appendId.Add((write as CreateWrite)?.Record.AppendId);
                break;
        }
    }

    public void Clear() => _statement.Clear();
}
