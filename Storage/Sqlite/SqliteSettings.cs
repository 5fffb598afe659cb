using Microsoft.Data.Sqlite;

namespace OrleansSaga.Storage.Sqlite;

/// <summary>Where the file is, and how it is opened.</summary>
internal sealed class SqliteSettings
{
    public const string DefaultPath = "data/orleanssaga.db";

    static SqliteSettings() => SQLitePCL.Batteries_V2.Init();

    public SqliteSettings(StorageOptions options)
    {
        var text = string.IsNullOrWhiteSpace(options.ConnectionString) ? DefaultPath : options.ConnectionString;
        SqliteConnectionStringBuilder builder;
        try
        {
            builder = text.Contains('=', StringComparison.Ordinal) ? new SqliteConnectionStringBuilder(text) : new SqliteConnectionStringBuilder { DataSource = text };
        }
        catch (ArgumentException exception)
        {
            throw new StorageConfigurationException($"{StorageOptions.Section}:ConnectionString is neither a path nor a SQLite connection string: {exception.Message}", exception);
        }

        if (builder.DataSource.Length == 0 || builder.DataSource == ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new StorageConfigurationException($"{StorageOptions.Section}:ConnectionString must name a file; for a journal in memory set {StorageOptions.Section}:Provider=memory.");
        Path = System.IO.Path.GetFullPath(builder.DataSource);
        builder.DataSource = Path;
        builder.Pooling = false;
        builder.Cache = SqliteCacheMode.Private;
        builder.Mode = SqliteOpenMode.ReadWriteCreate;
        WriterConnectionString = builder.ConnectionString;
        builder.Mode = SqliteOpenMode.ReadOnly;
        ReaderConnectionString = builder.ConnectionString;
        ReadConnections = options.ReadConnections == 0 ? 4 : options.ReadConnections;
        AutoMigrate = options.AutoMigrate;
    }

    public string Path { get; }

    public string WriterConnectionString { get; }

    public string ReaderConnectionString { get; }

    public int ReadConnections { get; }

    public bool AutoMigrate { get; }
}
