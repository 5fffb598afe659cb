using System.Data;
using Npgsql;

namespace OrleansSaga.Storage.Tests.Orleans;

/// <summary>Runs the stored queries as Orleans' providers do: read once at start, parameters by name and DbType, all rows of all results.</summary>
internal sealed class OrleansProvider
{
    private readonly string _connectionString;
    private readonly Dictionary<string, string> _queries = [];

    private OrleansProvider(string connectionString) => _connectionString = connectionString;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OrleansProvider> StartAsync(string connectionString)
    {
        var provider = new OrleansProvider(connectionString);
        await using var connection = await provider.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT QueryKey, QueryText FROM OrleansQuery", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
            provider._queries.Add((string)reader["QueryKey"], (string)reader["QueryText"]);
        return provider;
    }

    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    public async Task PrepareAsync(OrleansCall call)
    {
        await using var connection = await ConnectAsync();
        await using var command = Command(call, connection);
        await command.PrepareAsync(Token);
    }

    /// <summary>On a connection of its own, or on the one given, whose transaction may still be open.</summary>
    public async Task<List<Dictionary<string, object?>>> RunAsync(OrleansCall call, NpgsqlConnection? connection = null)
    {
        await using var own = connection is null ? await ConnectAsync() : null;
        await using var command = Command(call, connection ?? own!);
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<Dictionary<string, object?>> rows = [];
        do
        {
            while (await reader.ReadAsync(Token))
            {
                var row = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
                for (var column = 0; column < reader.FieldCount; column++)
                    row.Add(reader.GetName(column), reader.IsDBNull(column) ? null : reader.GetValue(column));
                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync(Token));
        return rows;
    }

    /// <summary>What the provider reads of a change of membership: one row of one column.</summary>
    public async Task<bool> ChangesAsync(OrleansCall call, NpgsqlConnection? connection = null) =>
        Convert.ToBoolean(Assert.Single((await RunAsync(call, connection))[0]).Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Starts the call while another transaction holds what it needs, and lets go when it waits.</summary>
    public async Task<T> BehindAsync<T>(NpgsqlTransaction holder, bool commit, Func<Task<T>> call)
    {
        var waiting = call();
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", connection);
        while ((long)(await command.ExecuteScalarAsync(Token))! == 0)
            Assert.False(waiting.IsCompleted, "The call did not wait.");
        await (commit ? holder.CommitAsync(Token) : holder.RollbackAsync(Token));
        return await waiting;
    }

    private NpgsqlCommand Command(OrleansCall call, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(_queries[call.Key], connection);
        foreach (var (name, type, value) in call.Parameters)
            command.Parameters.Add(new NpgsqlParameter { ParameterName = name, Value = value ?? DBNull.Value, DbType = type, Direction = ParameterDirection.Input });
        return command;
    }
}
