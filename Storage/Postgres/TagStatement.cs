using Npgsql;
using NpgsqlTypes;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Postgres;

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
