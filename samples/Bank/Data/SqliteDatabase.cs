using Microsoft.Data.Sqlite;

namespace OrleansSaga.Samples.Bank;

/// <summary>
/// One SQLite file behind one connection that is used by one caller at a time.
/// SQLite has a single writer anyway: waiting here is fair and cheap, waiting inside SQLite is neither.
/// </summary>
public sealed class SqliteDatabase : ILocalDatabase
{
    /// <summary>How many callers may wait for their turn; more are turned away at once.</summary>
    public const int MaxWaiting = 1_024;

    /// <summary>How SQLite declares a primary key that counts up by itself.</summary>
    public const string AutoKey = "INTEGER PRIMARY KEY AUTOINCREMENT";

    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _callers;
    private bool _closed;

    // The package without a bundled provider needs to be told once which native library to use.
    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    private SqliteDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens or creates the file and runs <paramref name="schema"/>, which must bear being repeated.</summary>
    public static SqliteDatabase Open(string path, string schema)
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

        return new SqliteDatabase(connection);
    }

    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation)
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
                await using var transaction = _connection.BeginTransaction(deferred: false);
                return await work(new LocalTransaction(transaction));
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

    /// <summary>As <see cref="RunAsync"/>: only one transaction runs at a time.</summary>
    public Task<T> ReadAsync<T>(Func<LocalTransaction, Task<T>> work, T busy, CancellationToken cancellation) => RunAsync(work, busy, cancellation);

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
