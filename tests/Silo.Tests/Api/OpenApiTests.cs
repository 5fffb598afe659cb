using Microsoft.OpenApi;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class OpenApiTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Fact]
    public async Task Document_Parsed_CoversTheApiAndNothingElse()
    {
        var reply = await bed.GetAsync("/openapi/v1.json");

        var read = OpenApiDocument.Parse(reply.Body, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        var document = read.Document!;
        Assert.Equal("OrleansSaga API", document.Info.Title);
        Assert.Equal(
            ["/api/v1/silos", "/api/v1/transactions", "/api/v1/transactions/{gid}", "/api/v1/transactions/{gid}/retry"],
            document.Paths.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_Operations_ShowRequestsParametersAndProblems()
    {
        var document = OpenApiDocument.Parse((await bed.GetAsync("/openapi/v1.json")).Body, "json").Document!;

        var start = document.Paths["/api/v1/transactions"].Operations![HttpMethod.Post];
        var list = document.Paths["/api/v1/transactions"].Operations![HttpMethod.Get];
        var show = document.Paths["/api/v1/transactions/{gid}"].Operations![HttpMethod.Get];

        Assert.Equal(["200", "201", "400", "409", "413", "415", "500", "503"], start.Responses!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["application/problem+json"], start.Responses["400"].Content!.Keys);
        Assert.Contains("code", start.Responses["400"].Content!["application/problem+json"].Schema!.Properties!.Keys);
        var request = start.RequestBody!.Content!["application/json"].Schema!;
        Assert.Equal(["steps"], request.Required!);
        Assert.Equal(JsonSchemaType.Integer | JsonSchemaType.Null, request.Properties!["timeout_to_fail"].Type);
        Assert.Equal(["cursor", "from", "limit", "mode", "parked", "status", "tag", "to"], list.Parameters!.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
        Assert.All(list.Parameters!, parameter => Assert.NotNull(parameter.Description));
        Assert.Equal(["gid", "history_after", "history_limit"], show.Parameters!.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
    }
}
