using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>A fixed number of read-only connections; who finds none free waits.</summary>
internal sealed class SqliteReaders(SqliteSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _free = new(settings.ReadConnections);
    private readonly ConcurrentBag<SqliteConnection> _connections = [];
    private volatile bool _disposed;

    public async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        SqliteConnection? connection = null;
        try
        {
            connection = _connections.TryTake(out var idle) ? idle : Open();
            var result = read(connection);
            if (!_disposed)
            {
                _connections.Add(connection);
                connection = null;
            }

            return result;
        }
        catch (Exception exception) when (SqliteErrors.ToStoreException(exception) is not null)
        {
            throw new JournalUnavailableException($"The journal's database is not available: {exception.Message}", exception);
        }
        finally
        {
            connection?.Dispose();
            _free.Release();
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_connections.TryTake(out var connection))
            connection.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(settings.ReaderConnectionString);
        connection.Open();
        return connection;
    }
}
