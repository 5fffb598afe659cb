using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Faults;

/// <summary>
/// A cluster whose silos are processes of this program. Each reaches PostgreSQL, and is reached by its peers, through a proxy of its own.
/// </summary>
public sealed class ProcessCluster : ITestCluster
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly PostgresServer _server;
    private readonly List<SiloProcess> _silos = [];

    private ProcessCluster(PostgresServer server, ITestDatabase database)
    {
        _server = server;
        Database = database;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ITestSilo> Silos => _silos;

    /// <inheritdoc/>
    public ITestDatabase Database { get; }

    /// <summary>Starts PostgreSQL and prepares the silos; they are started by <see cref="StartAsync"/>, or one by one.</summary>
    public static async Task<ITestCluster> CreateAsync(ProcessClusterOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        var server = await PostgresServer.StartAsync(options.PostgresSettings, cancellationToken);
        try
        {
            var cluster = new ProcessCluster(server, new ClusterDatabase(server, await server.CreateDatabaseAsync(cancellationToken)));
            var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
            for (var number = 1; number <= options.Silos; number++)
                cluster._silos.Add(cluster.Prepare(number, secret, options));
            return cluster;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in _silos.Where(silo => !silo.IsRunning))
            silo.Start();
        await Task.WhenAll(_silos.Select(silo => silo.WhenReadyAsync(ReadyWithin, cancellationToken)));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_silos.Where(silo => silo.IsRunning).Select(silo => silo.TerminateAsync(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
            await silo.DisposeAsync();
        await _server.DisposeAsync();
    }

    private SiloProcess Prepare(int number, string secret, ProcessClusterOptions options)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"silo-{number}");
        var (http, grpc, port) = (Ports.Free(), Ports.Free(), Ports.Free());
        var link = new TcpProxy("127.0.0.1", port);
        var path = new TcpProxy(_server.Host, _server.Port);
        var throughProxy = new NpgsqlConnectionStringBuilder($"{Database.ConnectionString};{options.Connection}") { Host = "127.0.0.1", Port = path.Port };
        List<string> arguments = [$"--OrleansSaga:Api:HttpPort={http}", $"--OrleansSaga:Api:GrpcPort={grpc}", "--OrleansSaga:Storage:Provider=postgres"];
        var environment = new Dictionary<string, string> { ["OrleansSaga__Storage__ConnectionString"] = throughProxy.ConnectionString };
        // One silo is alone, and needs neither name nor secret.
        if (options.Silos > 1)
        {
            arguments.AddRange([$"--{ClusterOptions.Section}:Name={name}", $"--{ClusterOptions.Section}:Port={port}", $"--{ClusterOptions.Section}:AdvertisedEndpoint=127.0.0.1:{link.Port}"]);
            environment["OrleansSaga__Cluster__Secret"] = secret;
        }

        return new SiloProcess(new SiloPlace(name, http, grpc, link, path, options.Folder, [.. arguments, .. options.Arguments], environment));
    }
}
