namespace OrleansSaga.Storage;

/// <summary>How the journal is stored; section <c>OrleansSaga:Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>The section that these options are bound from.</summary>
    public const string Section = "OrleansSaga:Storage";

    /// <summary>Which database: <c>sqlite</c> (default), <c>postgres</c> or <c>memory</c>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>
    /// Where the database is. SQLite: a path or a <c>Data Source=</c> string, its folder is created; default <c>data/orleanssaga.db</c> under the content root.
    /// PostgreSQL: an Npgsql connection string, required. Memory: ignored.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Create and expand the schema at start; default true. False refuses to start on a missing or older schema.</summary>
    public bool AutoMigrate { get; set; } = true;

    /// <summary>Start although the database may lose what it acknowledged (fsync or synchronous_commit off); default false.</summary>
    public bool AcceptDataLoss { get; set; }

    /// <summary>Writers, each with its own connection; 0 (default) takes one for every four processors on PostgreSQL, from 1 to 4: fewer writers make larger commits. SQLite and memory always have 1. At most 16.</summary>
    public int Writers { get; set; }

    /// <summary>How many writes may be queued or in flight, half of them per lane; default 40,000.</summary>
    public int QueueCapacity { get; set; } = 40_000;

    /// <summary>Most writes in one commit; default 512.</summary>
    public int MaxBatchCount { get; set; } = 512;

    /// <summary>Most bytes in one commit, unless a single write is larger; default 4 MiB.</summary>
    public int MaxBatchBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a commit may wait for as many writes as the last one had, so that fewer and larger ones do the work; default 2 ms. 0 never waits; single writes never do. At most 50 ms.</summary>
    public TimeSpan GatherTime { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>How long a client's write waits for a store that is away before it ends as unavailable; default 5 s.</summary>
    public TimeSpan ClientPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>First pause before a failed commit is sent again; doubles up to <see cref="RetryPauseLimit"/>; default 100 ms.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two attempts; default 2 s.</summary>
    public TimeSpan RetryPauseLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one commit or one read may take before its connection is given up; default 10 s. PostgreSQL only.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections for reading; 0 (default) takes 16 on PostgreSQL and 4 on SQLite. At most 200.</summary>
    public int ReadConnections { get; set; }

    /// <summary>How long the start waits for a database that is away; default 60 s.</summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromSeconds(60);
}
