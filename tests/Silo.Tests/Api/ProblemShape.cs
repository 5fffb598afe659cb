using System.Net;

namespace OrleansSaga.Silo.Tests.Api;

/// <summary>What every error looks like.</summary>
internal static class ProblemShape
{
    public static void Check(ApiReply reply, HttpStatusCode status, string code, string detail)
    {
        Assert.Equal((status, detail), (reply.Status, reply.Text("detail")));
        Assert.Equal("application/problem+json", reply.MediaType);
        Assert.Equal(["code", "detail", "status", "title", "traceId", "type"], reply.Json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(code, reply.Text("code"));
        Assert.Equal($"urn:orleanssaga:error:{code}", reply.Text("type"));
        Assert.Equal((int)status, reply.Json.GetProperty("status").GetInt32());
        Assert.NotEqual("", reply.Text("title"));
        Assert.Matches("^[0-9a-f]{32}$", reply.Text("traceId"));
    }
}
