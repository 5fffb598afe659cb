using System.Globalization;
using Npgsql;
using OrleansSaga.Benchmarks.Cli;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Participants;
using OrleansSaga.Benchmarks.Processes;
using OrleansSaga.TestKit;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>A folder, participants, a load generator and, when wanted, a private PostgreSQL: everything that servers are measured with. Disposing ends and deletes all of it.</summary>
internal sealed class Lab : IAsyncDisposable
{
    // Checkpoints at moments that we choose and not in the middle of a run, for the product and for pgbench alike.
    private static readonly string[] PostgresSettings = ["shared_buffers=512MB", "min_wal_size=2GB", "max_wal_size=8GB", "checkpoint_timeout=30min", "fsync=on", "synchronous_commit=on"];

    // A server that has run for a while writes into recycled log segments. A new one fills each with zeros first, which stops every commit for 50 ms once a second.
    private const int RecycledSegments = 120;

    private readonly LabOptions _options;
    private readonly ChildProcess _participants;
    private readonly ChildProcess _load;
    private readonly PostgresServer? _postgres;
    private int _servers;
    private int _runs;

    private Lab(LabOptions options, string directory, PostgresServer? postgres, ChildProcess participants, ChildProcess load)
    {
        _options = options;
        Directory = directory;
        _postgres = postgres;
        _participants = participants;
        _load = load;
    }

    /// <summary>A folder of our own on the disk under test.</summary>
    public string Directory { get; }

    public Uri[] ParticipantUrls { get; private set; } = [];

    public string? PostgresVersion { get; private set; }

    public TimeSpan ParticipantsCpu => _participants.CpuTime;

    public static async Task<Lab> StartAsync(LabOptions options, bool postgres, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(options.ParentDirectory, $"orleanssaga-bench-{Environment.ProcessId}");
        System.IO.Directory.CreateDirectory(directory);
        var server = postgres ? await PostgresServer.StartAsync(PostgresSettings, cancellationToken) : null;
        var lab = new Lab(
            options,
            directory,
            server,
            ChildProcess.Start("participants", ["participants", "--listeners", Text(options.Listeners)]),
            ChildProcess.Start("load", ["load"]));
        try
        {
            lab.ParticipantUrls = (await lab._participants.HearAsync<Ready>(cancellationToken)).Urls;
            await lab._load.HearAsync<Ready>(cancellationToken);
            if (server is not null)
                await lab.RecycleLogAsync(cancellationToken);
            if (server is not null)
                lab.PostgresVersion = (string?)await QueryAsync(server.AdminConnectionString, "select current_setting('server_version')", cancellationToken);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a server on an empty store, or again on one that is there.</summary>
    public async Task<RunningServer> StartServerAsync(Store store, CancellationToken cancellationToken, string? connectionString = null)
    {
        var number = ++_servers;
        connectionString ??= store switch
        {
            Store.Postgres => await CreateDatabaseAsync(cancellationToken),
            Store.Sqlite => Path.Combine(Directory, $"journal-{number}.db"),
            _ => null,
        };
        var sharedMemory = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Directory;
        var doneLog = Path.Combine(sharedMemory, $"orleanssaga-bench-{Environment.ProcessId}-{number}");
        string[] words =
        [
            "serve", "--done", doneLog,
            .. store == Store.Floor ? ["--floor"] : new[] { "--store", store.Name() },
            .. connectionString is null ? Array.Empty<string>() : ["--connection", connectionString],
        ];
        var process = ChildProcess.Start($"server ({store.Name()})", words, GcSettings.For(_options.Gc));
        try
        {
            var ready = await process.HearAsync<Ready>(cancellationToken);
            return new RunningServer(store, connectionString, doneLog, ready.Urls, process);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts so many silos of one cluster over an empty PostgreSQL database, and waits until all of them see all.</summary>
    public async Task<RunningCluster> StartClusterAsync(int silos, CancellationToken cancellationToken)
    {
        var connectionString = await CreateDatabaseAsync(cancellationToken);
        var doneLog = Path.Combine(System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Directory, $"orleanssaga-bench-{Environment.ProcessId}-{++_servers}");
        var cluster = new RunningCluster(_options, connectionString, doneLog);
        try
        {
            await cluster.StartAsync(silos, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A plan with what every run needs; gids differ from run to run.</summary>
    public LoadPlan Plan(RunningServer server, int clients) => Plan([server.Url], server.DoneLog, clients);

    /// <summary>The same for a cluster: clients take its silos in turn.</summary>
    public LoadPlan Plan(RunningCluster cluster, int clients) => Plan(cluster.Urls, cluster.DoneLog, clients);

    private LoadPlan Plan(Uri[] servers, string doneLog, int clients) => new()
    {
        Servers = servers,
        Participants = ParticipantUrls,
        GidPrefix = $"bench-{++_runs:d4}-",
        DoneLog = doneLog,
        Clients = clients,
    };

    public Task<LoadResult> LoadAsync(LoadPlan plan, CancellationToken cancellationToken) => _load.AskAsync<LoadResult>(plan, cancellationToken);

    public Task<ParticipantReport> ParticipantsAsync(string command, CancellationToken cancellationToken) =>
        _participants.AskAsync<ParticipantReport>(command, cancellationToken);

    /// <summary>An empty database on the private PostgreSQL.</summary>
    public Task<string> CreateDatabaseAsync(CancellationToken cancellationToken) => Postgres.CreateDatabaseAsync(cancellationToken);

    /// <summary>pg_ctl restart; returns when the database takes connections again.</summary>
    public Task RestartPostgresAsync(string mode, CancellationToken cancellationToken) => Postgres.RestartAsync(mode, cancellationToken);

    public Task CheckpointAsync(CancellationToken cancellationToken) => QueryAsync(Postgres.AdminConnectionString, "checkpoint", cancellationToken);

    private async Task RecycleLogAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < RecycledSegments; i++)
            await QueryAsync(Postgres.AdminConnectionString, "select pg_logical_emit_message(false, '', ''), pg_switch_wal()", cancellationToken);
        await CheckpointAsync(cancellationToken);
    }

    /// <summary>Bytes of write-ahead log so far.</summary>
    public async Task<double> WalBytesAsync(CancellationToken cancellationToken) => Convert.ToDouble(
        await QueryAsync(Postgres.AdminConnectionString, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')", cancellationToken),
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        await _participants.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private PostgresServer Postgres => _postgres ?? throw new BenchmarkException("This measurement was started without PostgreSQL.");

    private static async Task<object?> QueryAsync(string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
