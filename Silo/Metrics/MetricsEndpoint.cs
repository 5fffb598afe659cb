using System.Text;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Metrics;

/// <summary>GET /api/metrics, where DTM has its metrics (protocol 7.3).</summary>
internal static class MetricsEndpoint
{
    private const string Path = "/api/metrics";

    /// <summary>Adds what keeps the metrics. It listens from the start on, so that it must be added before what it listens to.</summary>
    public static IServiceCollection AddSiloMetrics(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<MetricStore>();
        services.AddSingleton<DtmInstruments>();
        services.AddHostedService<MetricsStart>();
        return services;
    }

    /// <summary>Counts the calls of the <see cref="IBranchCaller"/> that was added before.</summary>
    public static IServiceCollection CountBranchCalls(this IServiceCollection services)
    {
        var caller = services.Last(service => service.ServiceType == typeof(IBranchCaller));
        services.Remove(caller);
        services.AddSingleton<IBranchCaller>(provider => new CountedBranchCaller(
            (IBranchCaller)(caller.ImplementationInstance ?? caller.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, caller.ImplementationType!)),
            provider.GetRequiredService<DtmInstruments>()));
        return services;
    }

    /// <summary>Maps the endpoint.</summary>
    public static void MapSiloMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(Path, static (HttpContext context, MetricStore store) =>
        {
            var body = Encoding.UTF8.GetBytes(store.Read());
            context.Response.ContentType = PrometheusText.ContentType;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
        }).ExcludeFromDescription();

    /// <summary>Makes the store and DTM's instruments before anything is served.</summary>
    private sealed class MetricsStart(MetricStore store, DtmInstruments instruments) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(store);
            GC.KeepAlive(instruments);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
