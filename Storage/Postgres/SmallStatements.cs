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

/// <summary>Tags of the creations of a batch.</summary>
internal sealed class TagStatement
{
    private readonly BatchStatement _statement = new(PostgresSql.Tags);
    private readonly List<Guid> _instance;
    private readonly List<Guid> _appendId;
    private readonly List<string> _key;
    private readonly List<string> _value;

    public TagStatement()
    {
        _instance = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _appendId = _statement.Array<Guid>(NpgsqlDbType.Uuid);
        _key = _statement.Array<string>(NpgsqlDbType.Text);
        _value = _statement.Array<string>(NpgsqlDbType.Text);
    }

    public int Count => _key.Count;

    public NpgsqlBatchCommand Command => _statement.Command;

    public void Add(CreateWrite write)
    {
        if (write.Listing.Tags.Count == 0)
            return;
        foreach (var (key, value) in write.Listing.Tags)
        {
            _instance.Add(write.Instance);
            _appendId.Add(write.Record.AppendId);
            _key.Add(key);
            _value.Add(value);
        }
    }

    public void Clear() => _statement.Clear();
}

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
