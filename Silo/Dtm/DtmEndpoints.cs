using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>DTM's HTTP API (protocol section 1.2; differences: docs/protocol/dtm-compatibility.md).</summary>
public static class DtmEndpoints
{
    private const string Root = "/api/dtmsvr";

    /// <summary>
    /// Maps /api/ping and everything under /api/dtmsvr; a path or method that is not known there is answered with DTM's plain 404.
    /// Needs <see cref="TransactionService"/>, <see cref="EngineOptions"/> and <see cref="TimeProvider"/> among the services.
    /// </summary>
    public static IEndpointRouteBuilder MapDtm(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        // Made at the first request: mapping must not create what only a started host may create.
        var front = new Lazy<DtmFront>(() => ActivatorUtilities.CreateInstance<DtmFront>(endpoints.ServiceProvider));
        MapStarts(endpoints, front);
        MapAdministration(endpoints, front);
        MapQueries(endpoints, front);
        MapConstants(endpoints);
        endpoints.Map($"{Root}/{{**path}}", DtmReply.NotFoundAsync);
        return endpoints;
    }

    private static void MapStarts(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        Post(endpoints, front, "submit", StartHandlers.SubmitAsync);
        Post(endpoints, front, "prepare", StartHandlers.PrepareAsync);
        Post(endpoints, front, "abort", StartHandlers.AbortAsync);
        Post(endpoints, front, "prepareWorkflow", WorkflowHandlers.PrepareAsync);
        Post(endpoints, front, "registerBranch", RegisterHandler.RegisterAsync);
        // Names that old SDKs know; the handler is the same (protocol 1.2).
        Post(endpoints, front, "registerTccBranch", RegisterHandler.RegisterAsync);
        Post(endpoints, front, "registerXaBranch", RegisterHandler.RegisterAsync);
    }

    private static void MapAdministration(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        Post(endpoints, front, "forceStop", AdministrationHandlers.ForceStopAsync);
        Post(endpoints, front, "resetNextCronTime", AdministrationHandlers.ResetNextCronTimeAsync);
        Get(endpoints, front, "resetCronTime", AdministrationHandlers.ResetCronTimeAsync);
    }

    private static void MapQueries(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        Get(endpoints, front, "query", QueryHandlers.QueryAsync);
        Get(endpoints, front, "all", QueryHandlers.AllAsync);
        Get(endpoints, front, "newGid", QueryHandlers.NewGidAsync);
    }

    private static void MapConstants(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/api/ping", context => DtmReply.WriteAsync(context, DtmReply.Pong));
        endpoints.MapMethods($"{Root}/version", [HttpMethods.Get], context => DtmReply.WriteAsync(context, DtmReply.Version));
        // Topics, the only key-value data, come with two-phase messages: until then there are none.
        endpoints.MapMethods($"{Root}/scanKV", [HttpMethods.Get], context => DtmReply.WriteAsync(context, DtmReply.EmptyScan));
        endpoints.MapMethods($"{Root}/queryKV", [HttpMethods.Get], context => DtmReply.WriteAsync(context, DtmReply.EmptyKeyValues));
    }

    private static void Post(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler) =>
        endpoints.MapMethods($"{Root}/{name}", [HttpMethods.Post], context => DtmGuard.RunAsync(context, front.Value, handler));

    private static void Get(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler) =>
        endpoints.MapMethods($"{Root}/{name}", [HttpMethods.Get], context => DtmGuard.RunAsync(context, front.Value, handler));
}
