using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Builds a query from conditions that are wanted; each shape is one text, so that it is prepared once.</summary>
internal sealed class QueryText(string start)
{
    private readonly StringBuilder _sql = new(start);
    private readonly List<NpgsqlParameter> _parameters = [];
    private bool _where;

    public void Where(string condition)
    {
        _sql.Append(_where ? " and " : " where ").Append(condition);
        _where = true;
    }

    public string Add<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return Name();
    }

    public string Add(DateTimeOffset value)
    {
        _parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return Name();
    }

    public void End(string text) => _sql.Append(text);

    public NpgsqlCommand ToCommand(NpgsqlDataSource source)
    {
        var command = source.CreateCommand(_sql.ToString());
        foreach (var parameter in _parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    private string Name() => "$" + _parameters.Count.ToString(CultureInfo.InvariantCulture);
}
