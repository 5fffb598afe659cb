using Microsoft.Data.Sqlite;
using OrleansSaga.Storage.GroupCommit;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Says what a failure of SQLite means for a batch.</summary>
internal static class SqliteErrors
{
    /// <summary>Null when the exception is none that a database explains: a bug.</summary>
    public static StoreException? ToStoreException(Exception exception) => exception switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode switch
        {
            // TOOBIG, CONSTRAINT, MISMATCH, RANGE: the record; everything else is the file, the disk or a lock on them.
            18 or 20 or 25 => new StoreException(StoreFailure.Data, "data", sqlite.Message, sqlite),
            19 => new StoreException(StoreFailure.Data, "constraint", sqlite.Message, sqlite),
            5 or 6 => new StoreException(StoreFailure.Unavailable, "busy", sqlite.Message, sqlite),
            13 => new StoreException(StoreFailure.Unavailable, "disk_full", sqlite.Message, sqlite),
            8 => new StoreException(StoreFailure.Unavailable, "read_only", sqlite.Message, sqlite),
            _ => new StoreException(StoreFailure.Unavailable, "unavailable", sqlite.Message, sqlite),
        },
        IOException => new StoreException(StoreFailure.Unavailable, "unavailable", exception.Message, exception),
        _ => null,
    };
}
