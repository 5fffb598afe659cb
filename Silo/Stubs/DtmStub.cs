namespace OrleansSaga.Silo.Dtm;
internal static class DtmStub
{
    public static void MapDtm(this IEndpointRouteBuilder routes) => _ = routes;
}
