using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Dtm;

/// <summary>DTM's HTTP API (protocol section 1.2; differences: docs/protocol/dtm-compatibility.md).</summary>
public static class DtmEndpoints
{
    private const string Root = "/api/dtmsvr";
    private const string JsonRpcPath = "/api/json-rpc";

    /// <summary>
    /// Maps /api/ping, /api/json-rpc and everything under /api/dtmsvr; a path or method that is not known there is answered with DTM's plain 404.
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
        MapTopics(endpoints, front);
        MapJsonRpc(endpoints, front);
        MapConstants(endpoints, front);
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

    private static void MapTopics(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        Get(endpoints, front, "subscribe", TopicHandlers.SubscribeAsync);
        Get(endpoints, front, "unsubscribe", TopicHandlers.UnsubscribeAsync);
        endpoints.MapMethods($"{Root}/topic/{{**name}}", [HttpMethods.Delete], Guarded(front, "topic", TopicHandlers.DeleteAsync));
        Get(endpoints, front, "scanKV", KeyValueHandlers.ScanAsync);
        Get(endpoints, front, "queryKV", KeyValueHandlers.QueryAsync);
    }

    private static void MapJsonRpc(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        endpoints.MapMethods(JsonRpcPath, [HttpMethods.Post], Counted(front, "json-rpc", JsonRpcHandler.HandleAsync));
        endpoints.Map(JsonRpcPath, DtmReply.NotFoundAsync);
    }

    private static void MapConstants(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front)
    {
        endpoints.Map("/api/ping", Counted(front, "ping", static (context, _) => DtmReply.WriteAsync(context, DtmReply.Pong)));
        endpoints.MapMethods($"{Root}/version", [HttpMethods.Get], Counted(front, "version", static (context, _) => DtmReply.WriteAsync(context, DtmReply.Version)));
    }

    private static void Post(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler) =>
        endpoints.MapMethods($"{Root}/{name}", [HttpMethods.Post], Guarded(front, name, handler));

    private static void Get(IEndpointRouteBuilder endpoints, Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler) =>
        endpoints.MapMethods($"{Root}/{name}", [HttpMethods.Get], Guarded(front, name, handler));

    private static RequestDelegate Guarded(Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler) =>
        Counted(front, name, (context, front) => DtmGuard.RunAsync(context, front, handler));

    /// <summary>The handler, counted under the API's name in lower case (protocol 7.3).</summary>
    private static RequestDelegate Counted(Lazy<DtmFront> front, string name, Func<HttpContext, DtmFront, Task> handler)
    {
        var api = name.ToLowerInvariant();
        return async context =>
        {
            var instruments = front.Value.Instruments;
            var started = instruments.Start();
            await handler(context, front.Value);
            instruments.OnServed("http", api, context.Response.StatusCode < StatusCodes.Status400BadRequest, started);
        };
    }
}
