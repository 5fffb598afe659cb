using System.Text.Json;

namespace OrleansSaga.Silo.Api;

/// <summary>Our own HTTP API (docs/reference/api-v1.md).</summary>
internal static class ApiV1
{
    /// <summary>Where it lives.</summary>
    public const string Root = "/api/v1";

    /// <summary>Adds what the API needs. The OpenAPI document takes its names from the host's JSON options, hence snake_case there too.</summary>
    public static IServiceCollection AddApiV1(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        services.AddOpenApi("v1", ApiDocument.Configure);
        return services;
    }

    /// <summary>Maps the endpoints and /openapi/v1.json. Under the root every error is problem+json; other paths keep their own forms.</summary>
    public static void MapApiV1(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Root), api => api.UseMiddleware<ApiErrorMiddleware>());
        app.MapOpenApi();
        app.MapGroup($"{Root}/transactions").MapTransactions();
        app.MapGroup($"{Root}/silos").MapSilos();
    }
}
