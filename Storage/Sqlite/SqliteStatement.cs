using Microsoft.Data.Sqlite;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>A prepared statement with its parameters in order ($1, $2 and so on).</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _parameters;

    public SqliteStatement(SqliteConnection connection, string sql, int parameters, SqliteTransaction? transaction = null)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // All texts are constants of this folder.
        _command.CommandText = sql;
#pragma warning restore CA2100
        _command.Transaction = transaction;
        _parameters = new SqliteParameter[parameters];
        for (var i = 0; i < parameters; i++)
        {
            _parameters[i] = _command.CreateParameter();
            _parameters[i].ParameterName = FormattableString.Invariant($"${i + 1}");
            _parameters[i].Value = DBNull.Value;
            _command.Parameters.Add(_parameters[i]);
        }

        _command.Prepare();
    }

    public SqliteStatement Set(int index, object value)
    {
        _parameters[index - 1].Value = value;
        return this;
    }

    public SqliteStatement SetBlob(int index, ReadOnlyMemory<byte> bytes)
    {
        // The provider binds whole arrays only; most bodies are one.
        var whole = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var segment)
            && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length;
        return Set(index, whole ? segment.Array! : bytes.ToArray());
    }

    public int Execute() => _command.ExecuteNonQuery();

    public object? Scalar() => _command.ExecuteScalar();

    public SqliteDataReader Read() => _command.ExecuteReader();

    public void Dispose() => _command.Dispose();
}
