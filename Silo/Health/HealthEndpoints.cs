using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Health;

/// <summary>Probes for whoever runs the process: anonymous, without detail, from memory.</summary>
internal static class HealthEndpoints
{
    /// <summary>Above the probes.</summary>
    public const string Root = "/health";

    /// <summary>The probe that says whether new work may be sent.</summary>
    public const string Ready = "ready";

    private static readonly Dictionary<string, Func<SiloHealth, bool>> Probes = new(StringComparer.Ordinal)
    {
        [Ready] = static health => health.IsReady,
        ["live"] = static health => health.IsLive,
        ["startup"] = static health => health.HasStarted,
    };

    private static readonly byte[] Ok = [.. """{"status":"ok"}"""u8];
    private static readonly byte[] NotOk = [.. """{"status":"unavailable"}"""u8];

    /// <summary>The probes.</summary>
    public static IReadOnlyCollection<string> Names => Probes.Keys;

    /// <summary>Adds the heartbeat and what the probes read.</summary>
    public static IServiceCollection AddSiloHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<IJournalProbe, JournalProbe>();
        services.TryAddSingleton<ISiloDirectory, LoneSilo>();
        services.AddSingleton<SiloHealth>();
        services.AddHostedService<Heartbeat>();
        return services;
    }

    /// <summary>Maps /health/live, /health/ready and /health/startup.</summary>
    public static void MapSiloHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(Root).ExcludeFromDescription();
        foreach (var (name, isGood) in Probes)
            Map(group, name, isGood);
    }

    private static void Map(RouteGroupBuilder group, string name, Func<SiloHealth, bool> isGood) =>
        group.MapMethods(name, [HttpMethods.Get, HttpMethods.Head], (HttpContext context, SiloHealth health) =>
        {
            var good = isGood(health);
            context.Response.StatusCode = good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentType = "application/json";
            context.Response.Headers.CacheControl = "no-store";
            var body = good ? Ok : NotOk;
            context.Response.ContentLength = body.Length;
            return context.Response.Body.WriteAsync(body).AsTask();
        });
}
