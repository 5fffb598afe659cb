using System.Globalization;
using System.Net;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Demo;

/// <summary>The server as everybody runs it, with the demo's database, a free port if the usual one is taken, and a quiet log.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoServer(WebApplication app, string? notice)
    {
        _app = app;
        Notice = notice;
        Folder = Path.Combine(app.Environment.ContentRootPath, "data");
    }

    /// <summary>Where the demo's databases are.</summary>
    public string Folder { get; }

    /// <summary>What the user should know about the start; null for nothing.</summary>
    public string? Notice { get; }

    /// <summary>Puts the server together; it does not run yet.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public static DemoServer Build(string[] configuration, ILoggerProvider log)
    {
        string? notice = null;
        var app = SiloHost.Build(configuration, builder =>
        {
            // Orleans warns of what is as it should be in a demo: one silo, no server garbage collection.
            builder.Logging.ClearProviders().AddProvider(log).AddFilter("Orleans.", LogLevel.Error);
            // The demo has its own end, which waits for transfers in flight; the host's would stop the server at once.
            builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
            builder.Configuration.AddInMemoryCollection(Storage(configuration, builder.Environment.ContentRootPath));
            notice = AvoidTakenPorts(builder.Configuration);
        });
        return new DemoServer(app, notice);
    }

    /// <summary>Starts the server; what it had to do goes on at once.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> StartAsync(CancellationToken cancellation)
    {
        await _app.StartAsync(cancellation);
        var address = new UriBuilder(_app.Urls.First());
        // Listening on every address is fine, calling it is not.
        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            address.Host = "127.0.0.1";
        return address.Uri;
    }

    /// <summary>Stops the server: calls in flight are cut off, everything acknowledged is stored.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>
    /// The demo has a database of its own, whatever files and environment say: only somebody who names another one on the
    /// command line wants demo transfers there.
    /// </summary>
    private static Dictionary<string, string?> Storage(string[] arguments, string contentRoot)
    {
        var given = new ConfigurationBuilder().AddCommandLine(arguments).Build().GetSection(StorageOptions.Section);
        return given["Provider"] is not null || given["ConnectionString"] is not null ? [] : new()
        {
            [$"{StorageOptions.Section}:Provider"] = "sqlite",
            [$"{StorageOptions.Section}:ConnectionString"] = Path.Combine(contentRoot, "data", "demo.db"),
        };
    }

    /// <summary>Takes free ports for those that are taken; what to say about it, or null.</summary>
    private static string? AvoidTakenPorts(ConfigurationManager configuration)
    {
        var defaults = new ApiOptions();
        string? notice = null;
        foreach (var (key, usual) in new[] { (nameof(ApiOptions.HttpPort), defaults.HttpPort), (nameof(ApiOptions.GrpcPort), defaults.GrpcPort) })
        {
            if (TakenPort(configuration, key, usual) is not { } port)
                continue;
            configuration.AddInMemoryCollection([new($"{ApiOptions.Section}:{key}", "0")]);
            notice = $"{(notice is null ? "" : notice + " ")}Port {port} is taken: the server listens on a free one.";
        }

        return notice;
    }

    /// <summary>The configured port, if somebody listens there already. Values that cannot be read are left to the configuration check.</summary>
    private static int? TakenPort(ConfigurationManager configuration, string key, int usual)
    {
        var api = configuration.GetSection(ApiOptions.Section);
        if (!int.TryParse(api[key] ?? usual.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port is < 1 or > 65535
            || !IPAddress.TryParse(api["BindAddress"] ?? new ApiOptions().BindAddress, out var address))
            return null;
        return PortProbe.IsTaken(address, port) ? port : null;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
