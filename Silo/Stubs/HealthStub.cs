namespace OrleansSaga.Silo.Health;
internal static class HealthStub
{
    public static void AddSiloHealth(this IServiceCollection services) => _ = services;
    public static void MapSiloHealth(this IEndpointRouteBuilder routes) => _ = routes;
}
