using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo.Import;

/// <summary>The store that the server would use by the same configuration, without a server.</summary>
internal sealed class ImportTarget : IAsyncDisposable
{
    private readonly IHost _host;

    private ImportTarget(IHost host) => _host = host;

    /// <summary>Where it stores.</summary>
    public StorageProvider Provider => _host.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider;

    /// <summary>Limits of topics.</summary>
    public TopicOptions Topics => _host.Services.GetRequiredService<IOptions<TopicOptions>>().Value;

    /// <summary>Defaults and limits of the server.</summary>
    public EngineOptions Engine => _host.Services.GetRequiredService<EngineOptions>();

    public IJournal Journal => _host.Services.GetRequiredService<IJournal>();

    public IKeyValueStore KeyValues => _host.Services.GetRequiredService<IKeyValueStore>();

    /// <summary>Reads the configuration; opens nothing yet.</summary>
    /// <exception cref="ConfigurationException">It is wrong.</exception>
    public static ImportTarget Configure(string[] configuration)
    {
        // As a web application reads it: the content root decides where SQLite's file lies.
        var environment = new ConfigurationManager();
        environment.AddEnvironmentVariables("ASPNETCORE_");
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = configuration, Configuration = environment });
        SiloHost.AddDefaults(builder);
        if (ConfigurationCheck.Faults(builder.Configuration) is { Count: > 0 } faults)
            throw new ConfigurationException(faults);

        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.Warning);
        // What keeps it from starting is said by the command, in one line.
        builder.Logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton(SiloHost.Engine(builder.Configuration));
        builder.Services.AddJournal(builder.Configuration.GetSection(StorageOptions.Section));
        builder.Services.PostConfigure<StorageOptions>(storage => StoragePath.UnderContentRoot(storage, builder.Environment.ContentRootPath));
        builder.Services.Configure<TopicOptions>(builder.Configuration.GetSection(TopicOptions.Section));
        return new ImportTarget(builder.Build());
    }

    /// <summary>Opens the store.</summary>
    /// <exception cref="StorageConfigurationException">It must not be used like this, or it is away.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => _host.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
