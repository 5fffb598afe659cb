using System.Net;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Events;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Alerts;
using OrleansSaga.Silo.Api;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Application.Topics;
using OrleansSaga.Silo.Branches;
using OrleansSaga.Silo.Dtm;
using OrleansSaga.Silo.Events;
using OrleansSaga.Silo.Grpc;
using OrleansSaga.Silo.Health;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Metrics;
using OrleansSaga.Silo.Options;
using OrleansSaga.Silo.Recovery;
using OrleansSaga.Storage;

namespace OrleansSaga.Silo;

/// <summary>Puts a silo together. The order of registration is the order of start: journal, clock, actors, recovery, fronts.</summary>
public static class SiloHost
{
    /// <summary>Builds the silo.</summary>
    /// <param name="args">Configuration as command-line arguments; command words must have been taken out.</param>
    /// <param name="configure">Changes the composition; for tests and benchmarks.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong; the message lists every fault.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args });
        AddDefaults(builder);
        configure?.Invoke(builder);
        if (ConfigurationCheck.Faults(builder.Configuration) is { Count: > 0 } faults)
            throw new ConfigurationException(faults);

        var engine = Engine(builder.Configuration);
        AddEngine(builder, engine);
        AddFronts(builder, engine.Limits);
        builder.AddActorPorts();
        var app = builder.Build();
        // Who drains first closes later, and says so by itself.
        if (!app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IDrain)))
            app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<Closing>().Begin);
        CrossSiteGate.Use(app, app.Configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new());
        app.UseActorRuntime();
        app.UseGrpcFront();
        app.MapDtm();
        app.MapApiV1();
        app.MapSiloHealth();
        app.MapSiloMetrics();
        return app;
    }

    /// <summary>The defaults lie beside the program; a file of the same name under the content root wins, then the environment, then the arguments.</summary>
    internal static void AddDefaults(IHostApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
        {
            Path = "appsettings.json",
            FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
            Optional = true,
        });
    }

    /// <summary>The engine's defaults and limits.</summary>
    internal static EngineOptions Engine(IConfiguration configuration) => new()
    {
        Retry = configuration.GetSection(EngineCheck.RetrySection).Get<RetryOptions>() ?? new(),
        Limits = configuration.GetSection(EngineCheck.LimitsSection).Get<LimitOptions>() ?? new(),
    };

    private static void AddEngine(WebApplicationBuilder builder, EngineOptions engine)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        services.TryAddSingleton(new DatabaseClock(TimeProvider.System));
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
        services.AddSingleton(engine);
        services.AddSiloMetrics();

        services.AddJournal(configuration.GetSection(StorageOptions.Section));
        services.PostConfigure<StorageOptions>(storage => StoragePath.UnderContentRoot(storage, builder.Environment.ContentRootPath));
        services.AddHostedService<ClockService>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<ITransactionEvents>(provider => provider.GetRequiredService<EventHub>());
        services.AddSingleton<Closing>();
        services.AddSingleton<DrivingAdmission>();
        services.AddSingleton<TransactionInstruments>();
        services.AddSingleton<EngineServices>();
        services.AddBranchCaller(configuration);
        services.CountBranchCalls();
        services.AddBranchAlerts(configuration);
        builder.AddActorRuntime();
        services.TryAddSingleton<SingleSilo>();
        services.TryAddSingleton<IOwnership>(provider => provider.GetRequiredService<SingleSilo>());
        services.TryAddSingleton<IFeatureLevel>(provider => provider.GetRequiredService<SingleSilo>());
        services.AddHostedService<DueWorker>();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section));
        services.AddHostedService<RetentionWorker>();
        services.AddTopics(configuration);
        services.AddSingleton<TransactionService>();
    }

    private static void AddFronts(WebApplicationBuilder builder, LimitOptions limits)
    {
        var api = builder.Configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The fronts refuse larger bodies in their own words; this is the last resort behind them.
            kestrel.Limits.MaxRequestBodySize = limits.BodyBytes + (1024 * 1024);
            kestrel.Limits.MaxConcurrentConnections = 20_000;
            kestrel.Listen(IPAddress.Parse(api.BindAddress), api.HttpPort);
        });
        builder.AddGrpcFront(api);
        builder.Services.AddSingleton(new UnauthenticatedListener($"{ApiOptions.Section}:BindAddress", api.BindAddress));
        builder.Services.AddHostedService<PublicBindReminder>();
        builder.Services.AddApiV1();
        builder.Services.AddSiloHealth();
    }
}
