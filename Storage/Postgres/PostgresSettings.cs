using Npgsql;

namespace OrleansSaga.Storage.Postgres;

/// <summary>Connection strings and limits, from the options.</summary>
internal sealed class PostgresSettings
{
    public const string UnsafeMessage =
        "The database may lose what it has acknowledged: fsync or synchronous_commit is off. Switch them on, or accept the loss with OrleansSaga:Storage:AcceptDataLoss=true.";

    private const int LargeBuffer = 64 * 1024;

    /// <summary>
    /// Every read walks an index in its order and stops at its limit. A table without statistics, or a limit that the
    /// planner cannot see, must not tempt it to read and sort everything.
    /// </summary>
    private const string ReaderPlans =
        "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c enable_hashjoin=off -c enable_mergejoin=off -c max_parallel_workers_per_gather=0 -c jit=off";

    public PostgresSettings(StorageOptions options, Guid incarnation)
    {
        Incarnation = incarnation;
        AcceptDataLoss = options.AcceptDataLoss;
        AutoMigrate = options.AutoMigrate;
        CommandTimeout = options.CommandTimeout;
        try
        {
            var reader = With(options.ConnectionString);
            reader.Options = $"{reader.Options} {ReaderPlans}".Trim();
            reader.MaxPoolSize = options.ReadConnections == 0 ? 16 : options.ReadConnections;
            reader.MinPoolSize = Math.Min(reader.MinPoolSize, reader.MaxPoolSize);
            reader.CommandTimeout = (int)Math.Ceiling(CommandTimeout.TotalSeconds);
            ReaderConnectionString = reader.ConnectionString;

            var writer = With(options.ConnectionString);
            writer.Pooling = false;
            writer.CommandTimeout = reader.CommandTimeout;
            writer.MaxAutoPrepare = 0;
            writer.WriteBufferSize = LargeBuffer;
            writer.NoResetOnClose = true;
            WriterConnectionString = writer.ConnectionString;
            Location = $"{writer.Host}:{writer.Port}, database {writer.Database ?? writer.Username}";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The exception's own text may hold the string, and with it a password.
            throw new StorageConfigurationException($"{StorageOptions.Section}:ConnectionString is not a PostgreSQL connection string.");
        }
    }

    public Guid Incarnation { get; }

    public bool AcceptDataLoss { get; }

    public bool AutoMigrate { get; }

    public TimeSpan CommandTimeout { get; }

    public string ReaderConnectionString { get; }

    public string WriterConnectionString { get; }

    public string Location { get; }

    private static NpgsqlConnectionStringBuilder With(string? connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Multiplexing = false,
            Enlist = false,
            // Of a server that does not answer nobody asks to cancel: that would wait for it once more.
            CancellationTimeout = -1,
            PersistSecurityInfo = false,
        };
        if (!builder.TcpKeepAlive && !IsUnixSocket(builder.Host))
        {
            // A peer that vanished without a word is noticed within 15 s, also while an answer is awaited.
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 5;
            builder.TcpKeepAliveInterval = 5;
        }

        builder.ApplicationName ??= "orleanssaga";
        builder.MaxAutoPrepare = Math.Max(builder.MaxAutoPrepare, 20);
        return builder;
    }

    /// <summary>True when a host of the list is the folder of a Unix socket, which refuses options of TCP.</summary>
    private static bool IsUnixSocket(string? hosts) => hosts is not null && hosts.Split(',', StringSplitOptions.TrimEntries).Any(host => host.StartsWith('/'));
}
