using System.Data;
using Npgsql;

namespace OrleansSaga.Samples.Bank;

/// <summary>A PostgreSQL database of a participant's own, behind a pool of connections.</summary>
public sealed class PostgresDatabase : ILocalDatabase
{
    /// <summary>How many transactions may run at once; more wait for a connection.</summary>
    public const int MaxConnections = 16;

    /// <summary>How PostgreSQL declares a primary key that counts up by itself.</summary>
    public const string AutoKey = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

    // Below the coordinator's request timeout: who waits for a row says so before it is given up.
    private const string LockTimeout = "-c lock_timeout=2000";

    // Prepared by another session which has not let go of it yet.
    private const string ObjectNotInPrerequisiteState = "55000";

    private PostgresDatabase(NpgsqlDataSource source) => Source = source;

    /// <summary>For what cannot run inside a transaction: phase two of XA.</summary>
    internal NpgsqlDataSource Source { get; }

    /// <summary>Connects and runs <paramref name="schema"/>, which must bear being repeated.</summary>
    public static async Task<PostgresDatabase> OpenAsync(string connectionString, string schema, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = MaxConnections, Options = LockTimeout };
        var source = NpgsqlDataSource.Create(settings);
        try
        {
#pragma warning disable CA2100 // The text is a constant of this sample, never input.
            await using var command = source.CreateCommand(schema);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellation);
            return new PostgresDatabase(source);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation) =>
        RunAsync(IsolationLevel.ReadCommitted, work, busy, cancellation);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation) =>
        RunAsync(IsolationLevel.RepeatableRead, work, busy, cancellation);

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>True for what another try may heal: a row locked for too long, a deadlock, too many sessions.</summary>
    internal static bool IsBusy(PostgresException exception) => exception.IsTransient || exception.SqlState == ObjectNotInPrerequisiteState;

    private async Task<T> RunAsync<T>(IsolationLevel level, Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await Source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(level, cancellation);
            return await work(new LocalTransaction(transaction));
        }
        catch (PostgresException lost) when (IsBusy(lost))
        {
            // The server rolled it back, so that nothing is kept.
            return busy;
        }
    }
}
