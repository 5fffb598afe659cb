using System.Data;
using System.Net.Sockets;
using Npgsql;

namespace OrleansSaga.Silo.Import;

/// <summary>DTM's PostgreSQL database. It is only read: every session is one read-only transaction over one snapshot.</summary>
internal sealed class DtmDatabase
{
    /// <summary>DTM's default (Store.Db).</summary>
    private const string DefaultName = "dtm";

    private const int CommandTimeoutSeconds = 600;

    private readonly string _connectionString;
    private readonly string _schema;

    private DtmDatabase(NpgsqlConnectionStringBuilder connection, string schema)
    {
        _connectionString = connection.ConnectionString;
        _schema = schema;
        Location = $"{connection.Host}:{connection.Port}, database {connection.Database}, schema {schema}";
    }

    /// <summary>Server, database and schema; never a secret.</summary>
    public string Location { get; }

    /// <summary>Takes a connection string; null when it is none. Opens nothing.</summary>
    public static DtmDatabase? Of(string connectionString, string schema)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false,
                Multiplexing = false,
                Enlist = false,
                PersistSecurityInfo = false,
                CommandTimeout = CommandTimeoutSeconds,
                ApplicationName = "orleanssaga import-dtm",
            };
            connection.Database ??= DefaultName;
            return string.IsNullOrWhiteSpace(connection.Host) ? null : new DtmDatabase(connection, schema);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Nobody may see the exception's text: it may hold the string, and with it a password.
            return null;
        }
    }

    /// <summary>Opens a snapshot of the database as it is now.</summary>
    /// <exception cref="ImportException">It cannot be reached, or DTM's tables are not there.</exception>
    public Task<DtmSnapshot> LookAsync(CancellationToken cancellationToken) => Guarded(async () =>
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            await using (var readOnly = new NpgsqlCommand("set transaction read only", connection, transaction))
                await readOnly.ExecuteNonQueryAsync(cancellationToken);
            var tables = await DtmTables.FindAsync(connection, _schema, cancellationToken);
            return new DtmSnapshot(connection, tables);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    });

    /// <summary>Runs a read, and says what goes wrong in the database's words.</summary>
    public static async Task<T> Guarded<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (PostgresException refused)
        {
            throw new ImportException($"DTM's database refuses: {refused.MessageText} ({refused.SqlState})", refused);
        }
        catch (InvalidCastException odd)
        {
            throw new ImportException($"DTM's database holds what cannot be read, such as a date beyond the year 9999: {odd.Message}", odd);
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException or IOException or SocketException)
        {
            throw new ImportException($"DTM's database cannot be read: {away.Message}", away);
        }
    }
}
