using Npgsql;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Says what a failure of PostgreSQL means for a batch. Messages carry no data and no secrets.</summary>
internal static class PostgresErrors
{
    /// <summary>Null when the exception is none that talking to a database explains: a bug.</summary>
    public static StoreException? ToStoreException(Exception exception)
    {
        switch (exception)
        {
            case PostgresException postgres:
                var (failure, type) = Classify(postgres.SqlState);
                return new StoreException(failure, type, $"{postgres.SqlState}: {postgres.MessageText}", exception);
            case NpgsqlException { InnerException: TimeoutException }:
            case TimeoutException:
                return new StoreException(StoreFailure.Unavailable, "timeout", "The database did not answer in time.", exception);
            case NpgsqlException:
            case IOException:
            case System.Net.Sockets.SocketException:
                return new StoreException(StoreFailure.Unavailable, "unavailable", exception.InnerException?.Message ?? exception.Message, exception);
            default:
                return null;
        }
    }

    /// <summary>Null unless it is the connection string that the server does not accept: user, password, database or rights.</summary>
    public static StorageConfigurationException? ToRefusal(PostgresException exception) => exception.SqlState is "28P01" or "28000" or "3D000" or "42501"
        ? new StorageConfigurationException($"PostgreSQL refuses {StorageOptions.Section}:ConnectionString: {exception.MessageText}", exception)
        : null;

    public static JournalUnavailableException ToUnavailable(Exception exception) =>
        new($"The journal's database is not available: {ToStoreException(exception)?.Message ?? exception.Message}", exception);

    /// <summary>Whether a connection that answered so is good for more: one that has lost its prepared statements is not.</summary>
    public static bool KeepsConnection(Exception exception) => exception is PostgresException { SqlState: not "26000" };

    private static (StoreFailure Failure, string Type) Classify(string state) => state switch
    {
        "40P01" => (StoreFailure.Contention, "deadlock"),
        "55P03" => (StoreFailure.Contention, "lock_timeout"),
        "40001" => (StoreFailure.Contention, "serialization"),
        "57014" => (StoreFailure.Unavailable, "timeout"),
        "53100" => (StoreFailure.Unavailable, "disk_full"),
        "25006" => (StoreFailure.Unavailable, "read_only"),
        _ => state[..2] switch
        {
            // Connection, resources, operator, system, transaction in doubt: the store is away.
            "08" or "53" or "57" or "58" or "40" or "25" => (StoreFailure.Unavailable, "unavailable"),

            // Permissions, a missing database or table, a wrong password: nobody's data is at fault, an operator has to act.
            // So has he where prepared statements get lost (26), in a pool that is not in session mode.
            "26" or "28" or "3D" or "3F" or "42" or "55" or "F0" => (StoreFailure.Unavailable, "configuration"),
            "23" => (StoreFailure.Data, "constraint"),
            "22" or "54" => (StoreFailure.Data, "data"),
            _ => (StoreFailure.Unexpected, "unexpected"),
        },
    };
}
