using Microsoft.Data.Sqlite;

namespace OrleansSaga.Samples.Bank;

/// <summary>
/// One SQLite file behind one connection that is used by one caller at a time.
/// SQLite has a single writer anyway: waiting here is fair and cheap, waiting inside SQLite is neither.
/// </summary>
public sealed class LocalDatabase : IAsyncDisposable
{
    /// <summary>How many callers may wait for their turn; more are turned away at once.</summary>
    public const int MaxWaiting = 1_024;

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _callers;
    private bool _closed;

    // The package without a bundled provider needs to be told once which native library to use.
    static LocalDatabase() => SQLitePCL.Batteries_V2.Init();

    private LocalDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens or creates the file and runs <paramref name="schema"/>, which must bear being repeated.</summary>
    public static LocalDatabase Open(string path, string schema)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            // FULL: what was answered with SUCCESS must be there after a power cut.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Execute(connection, schema);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return new LocalDatabase(connection);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction. The work commits; a transaction that it leaves open is rolled
    /// back. Gives <paramref name="busy"/>, without running it, when <see cref="MaxWaiting"/> callers wait already.
    /// </summary>
    /// <param name="work">Must be short and must not wait for anything but the database.</param>
    /// <param name="busy">The result when there is no room to wait.</param>
    /// <param name="cancellation">Ends the wait for the turn; once the work runs, it runs to its end.</param>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, T busy, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _callers) > MaxWaiting + 1)
        {
            Interlocked.Decrement(ref _callers);
            return busy;
        }

        try
        {
            await _turn.WaitAsync(cancellation);
            try
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                // Not deferred: the write lock comes first, so that nothing read here can be outdated at commit.
                using var transaction = _connection.BeginTransaction(deferred: false);
                return work(_connection, transaction);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }
    }

    /// <summary>Lets the running caller finish, then closes the file. Those who still wait fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _closed = true;
        _connection.Dispose();
        _turn.Release();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this sample, never input.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
