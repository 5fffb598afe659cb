using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class SiloListTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Fact]
    public async Task List_WithoutACluster_IsThisSiloAlone()
    {
        var reply = await bed.GetAsync("/api/v1/silos");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var silo = Assert.Single(reply.Json.GetProperty("silos").EnumerateArray());
        Assert.Equal(("active", true, 2), (silo.GetProperty("state").GetString(), silo.GetProperty("is_this").GetBoolean(), silo.GetProperty("feature_level").GetInt32()));
        Assert.Equal(bed.Address, new Uri(silo.GetProperty("http_endpoint").GetString()!));
        Assert.False(silo.TryGetProperty("endpoint", out JsonElement _));
    }
}
