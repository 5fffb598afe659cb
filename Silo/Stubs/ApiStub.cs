namespace OrleansSaga.Silo.Api;
internal static class ApiStub
{
    public static void AddApiV1(this IServiceCollection services) => _ = services;
    public static void MapApiV1(this IEndpointRouteBuilder routes) => _ = routes;
}
