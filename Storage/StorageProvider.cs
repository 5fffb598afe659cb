namespace OrleansSaga.Storage;

/// <summary>Which database holds the journal.</summary>
public enum StorageProvider
{
    /// <summary>A file in this process: one silo, nothing to install.</summary>
    Sqlite = 0,

    /// <summary>PostgreSQL 13 or newer: several silos over one database.</summary>
    Postgres = 1,

    /// <summary>Nothing is kept beyond the process: tests only.</summary>
    Memory = 2,
}
