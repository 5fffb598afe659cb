using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Side rows of all records of a batch.</summary>
internal sealed class SideRowStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.SideRows);
    private readonly List<Guid> _instance;
    private readonly List<int> _version;
    private readonly List<Guid> _appendId;
    private readonly List<int> _ordinal;
    private readonly List<string> _kind;
    private readonly List<ReadOnlyMemory<byte>> _data;

    public SideRowStatement()
    {
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _version = _statement.Array<int>(NpgsqlDbType.Integer);
        _appendId = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _ordinal = _statement.Array<int>(NpgsqlDbType.Integer);
        _kind = _statement.Array<string>(NpgsqlDbType.Text);
        _data = _statement.Array<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    }

    public int Count => _kind.Count;

    public NpgsqlBatchCommand Command => _statement.Command;

    public void Add(Guid instance, int version, Guid appendId, IReadOnlyList<SideRow> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            _instance.Add(instance);
            _version.Add(version);
            _appendId.Add(appendId);
            _ordinal.Add(i);
            _kind.Add(rows[i].Kind);
            _data.Add(rows[i].Data);
        }
    }

    public void Clear() => _statement.Clear();
}
