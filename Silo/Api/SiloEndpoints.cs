using Microsoft.AspNetCore.Http.HttpResults;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>/api/v1/silos.</summary>
internal static class SiloEndpoints
{
    /// <summary>Maps the group.</summary>
    public static void MapSilos(this RouteGroupBuilder group) =>
        group.WithTags("Silos").MapGet("", List)
            .WithoutParameters()
            .WithName("listSilos")
            .WithSummary("List the silos over this database")
            .WithDescription("From the memory of the silo that answers, half a second old. Without a cluster it is that one alone.")
            .Produces<SiloList>()
            .Produces<Problem>(StatusCodes.Status400BadRequest, ProblemResult.MediaType)
            .Produces<Problem>(StatusCodes.Status500InternalServerError, ProblemResult.MediaType);

    private static JsonHttpResult<SiloList> List(ISiloDirectory directory) =>
        TypedResults.Json(new SiloList { Silos = directory.List() }, ApiJson.Default.SiloList);
}
