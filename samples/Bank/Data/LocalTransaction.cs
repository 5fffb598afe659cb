using System.Data.Common;

namespace OrleansSaga.Samples.Bank;

/// <summary>A transaction in a participant's own database. The barrier's rows and the business rows go through the same one.</summary>
public sealed class LocalTransaction(DbTransaction transaction)
{
    /// <summary>Runs a statement and returns how many rows it changed. Parameters are named <c>@name</c> in the text.</summary>
    public async Task<int> ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row; null when there is none.</summary>
    public async Task<object?> ScalarAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>All rows of a query.</summary>
    public async Task<List<T>> ReadAsync<T>(Func<DbDataReader, T> map, string sql, params (string Name, object Value)[] parameters)
    {
        var rows = new List<T>();
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>Makes everything durable that was done in this transaction.</summary>
    public Task CommitAsync() => transaction.CommitAsync();

    private DbCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The texts are constants of this sample, never input.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
