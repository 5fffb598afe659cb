using Npgsql;
using NpgsqlTypes;

namespace OrleansSaga.Storage.Postgres;

/// <summary>
/// One statement of a batch with its arrays. Lists and parameters live as long as the connection: a batch fills and
/// clears them, so that a commit allocates next to nothing.
/// </summary>
internal sealed class BatchStatement(string sql)
{
    private readonly List<Action> _clear = [];

    public NpgsqlBatchCommand Command { get; } = new(sql);

    public List<T> Array<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        Command.Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        return values;
    }

    public NpgsqlParameter<int> Int()
    {
        var parameter = new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer };
        Command.Parameters.Add(parameter);
        return parameter;
    }

    public NpgsqlParameter<long> Long()
    {
        var parameter = new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint };
        Command.Parameters.Add(parameter);
        return parameter;
    }

    public void Clear()
    {
        foreach (var clear in _clear)
            clear();
    }
}
