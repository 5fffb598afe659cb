using System.Diagnostics;
using Npgsql;

namespace OrleansSaga.TestKit;

/// <summary>
/// A PostgreSQL of its own for a test assembly or a benchmark, in a temporary folder; or, with ORLEANSSAGA_TEST_POSTGRES,
/// somebody's server on which databases may be created. Disposing stops it and deletes everything.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Connection string of a server to use instead of starting one.</summary>
    public const string ServerVariable = "ORLEANSSAGA_TEST_POSTGRES";

    private readonly string? _folder;
    private readonly PostgresBinaries? _binaries;
    private readonly string _admin;
    private readonly List<string> _databases = [];
    private Process? _guard;

    private PostgresServer(string admin, string? folder, PostgresBinaries? binaries)
    {
        _admin = admin;
        _folder = folder;
        _binaries = binaries;
        var builder = new NpgsqlConnectionStringBuilder(admin);
        Host = builder.Host!;
        Port = builder.Port;
    }

    public string Host { get; }

    public int Port { get; }

    /// <summary>Connection string of the maintenance database.</summary>
    public string AdminConnectionString => _admin;

    /// <summary>False for a server that we did not start: it can neither be restarted nor paused.</summary>
    public bool IsOurs => _folder is not null;

    /// <summary>True when a server can be had here at all.</summary>
    public static bool IsAvailable =>
        Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } || PostgresBinaries.Find() is not null;

    /// <summary>Starts a server, with <paramref name="settings"/> such as <c>"shared_buffers=512MB"</c> on top of ours.</summary>
    public static async Task<PostgresServer> StartAsync(IEnumerable<string>? settings = null, CancellationToken cancellationToken = default)
    {
        if (Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } given)
            return new PostgresServer(given, null, null);
        var binaries = PostgresBinaries.Find() ?? throw new InvalidOperationException($"PostgreSQL is neither installed nor given in {ServerVariable}.");
        var folder = Directory.CreateTempSubdirectory("saga-pg-").FullName;
        try
        {
            await PostgresBinaries.GiveAwayAsync(folder, cancellationToken);
            var data = Path.Combine(folder, "data");
            await binaries.RunAsync("initdb", ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], throwOnFailure: true, cancellationToken);
            var port = Ports.Free();
            string[] ours =
            [
                "listen_addresses='127.0.0.1'", $"port={port}", $"unix_socket_directories='{folder}'", "max_prepared_transactions=100",
                "fsync=on", "max_connections=300", "logging_collector=off", "log_checkpoints=off", .. settings ?? [],
            ];
            await PostgresBinaries.AppendAsync(Path.Combine(data, "postgresql.conf"), ours, cancellationToken);
            var server = new PostgresServer($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres", folder, binaries);
            server.StartGuard();
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await binaries.RunAsync("pg_ctl", ["-D", Path.Combine(folder, "data"), "-m", "immediate", "-w", "stop"], throwOnFailure: false, CancellationToken.None);
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var name = $"saga_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database {name}", cancellationToken);
        lock (_databases)
            _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(_admin) { Database = name }.ConnectionString;
    }

    /// <summary>Starts the server after <see cref="StopAsync"/>; returns when it takes connections.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) =>
        ControlAsync(["-w", "-t", "60", "-l", Path.Combine(Folder, "log"), "start"], cancellationToken);

    /// <summary>Stops the server: <c>fast</c> ends sessions, <c>immediate</c> is a crash.</summary>
    public Task StopAsync(string mode = "fast", CancellationToken cancellationToken = default) =>
        ControlAsync(["-w", "-t", "60", "-m", mode, "stop"], cancellationToken);

    /// <summary>Stops and starts the server on the same port.</summary>
    public async Task RestartAsync(string mode = "fast", CancellationToken cancellationToken = default)
    {
        await StopAsync(mode, cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Freezes all processes of the server (SIGSTOP); connections stay open and nothing answers.</summary>
    public Task PauseAsync() => SignalAllAsync("-STOP");

    /// <summary>Lets a frozen server go on.</summary>
    public Task ResumeAsync() => SignalAllAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (!IsOurs)
        {
            foreach (var name in _databases)
                await ExecuteAsync($"drop database if exists {name} with (force)", CancellationToken.None);
            return;
        }

        await SignalAllAsync("-CONT");
        await _binaries!.RunAsync("pg_ctl", ["-D", Path.Combine(Folder, "data"), "-m", "immediate", "-w", "stop"], throwOnFailure: false, CancellationToken.None);
        if (_guard is not null)
        {
            // Its input ends, it finds nothing to stop, and it goes.
            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync();
            _guard.Dispose();
        }

        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private string Folder => _folder ?? throw new InvalidOperationException("This server is not ours to control.");

    /// <summary>A shell that waits for our end, however we end, and then stops the server and deletes its folder.</summary>
    private void StartGuard()
    {
        var data = Path.Combine(Folder, "data");
        var script = $"cat >/dev/null; if [ -f '{data}/postmaster.pid' ]; then kill -QUIT $(head -1 '{data}/postmaster.pid') 2>/dev/null; fi; sleep 1; rm -rf '{Folder}'";
        var info = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-c", $"trap '' INT TERM HUP; {script}"])
            info.ArgumentList.Add(argument);
        _guard = Process.Start(info);
    }

    private Task ControlAsync(string[] arguments, CancellationToken cancellationToken) =>
        _binaries!.RunAsync("pg_ctl", ["-D", Path.Combine(Folder, "data"), .. arguments], throwOnFailure: true, cancellationToken);

    private async Task SignalAllAsync(string signal)
    {
        var file = Path.Combine(Folder, "data", "postmaster.pid");
        if (!File.Exists(file))
            return;
        var postmaster = (await File.ReadAllLinesAsync(file))[0];
        await PostgresBinaries.RunPlainAsync("/bin/sh", ["-c", $"kill {signal} {postmaster} $(cat /proc/{postmaster}/task/{postmaster}/children) 2>/dev/null || true"], throwOnFailure: false, CancellationToken.None);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
