using System.Net;

namespace OrleansSaga.Silo.Tests.Api;

public sealed class ListTests(ApiBed bed) : IClassFixture<ApiBed>
{
    [Fact]
    public async Task List_PageByPage_GivesEachOnceNewestFirst()
    {
        for (var i = 0; i < 5; i++)
            await bed.StartAsync($$"""{"gid":"page-{{i}}","tags":{"batch":"pages"},"steps":[]}""");

        var seen = new List<string>();
        var cursor = "";
        for (var page = 0; page < 3; page++)
        {
            var reply = await bed.GetAsync($"/api/v1/transactions?tag=batch:pages&limit=2{cursor}");
            seen.AddRange(reply.Json.GetProperty("transactions").EnumerateArray().Select(row => row.GetProperty("gid").GetString()!));
            cursor = reply.Json.TryGetProperty("next_cursor", out var next) ? $"&cursor={next.GetString()}" : "";
        }

        Assert.Equal(["page-4", "page-3", "page-2", "page-1", "page-0"], seen);
        Assert.Equal("", cursor);
    }

    [Theory]
    [InlineData("status=succeed", 1)]
    [InlineData("status=failed", 0)]
    [InlineData("mode=saga", 1)]
    [InlineData("mode=msg", 0)]
    [InlineData("parked=false", 1)]
    [InlineData("parked=true", 0)]
    [InlineData("from=2020-01-01T00:00:00Z", 1)]
    [InlineData("to=2020-01-01T00:00:00%2B02:00", 0)]
    [InlineData("to=2020-01-01T00:00:00.5+02:00", 0)]
    [InlineData("from=1577836800000", 1)]
    [InlineData("to=1577836800000", 0)]
    public async Task List_Filter_Counts(string filter, int count)
    {
        var tag = $"f{Guid.NewGuid():N}";
        await bed.StartAsync($$"""{"tags":{"one":"{{tag}}"},"steps":[]}""");

        var reply = await bed.GetAsync($"/api/v1/transactions?tag=one:{tag}&{filter}");

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(count, reply.Json.GetProperty("transactions").GetArrayLength());
    }

    [Fact]
    public async Task List_Row_TellsStatusTagsAndTimes()
    {
        await bed.StartAsync("""{"gid":"row","tags":{"row":"a:b"},"steps":[]}""");

        var reply = await bed.GetAsync("/api/v1/transactions?tag=row:a:b");

        var row = Assert.Single(reply.Json.GetProperty("transactions").EnumerateArray());
        Assert.Equal(
            ["created_at", "finished_at", "gid", "instance", "mode", "parked_branches", "status", "tags", "updated_at", "version"],
            row.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal("succeed", row.GetProperty("status").GetString());
        Assert.Equal(0, row.GetProperty("parked_branches").GetInt32());
    }

    [Theory]
    [InlineData("status=done", "status: not one of prepared, submitted, aborting, succeed, failed")]
    [InlineData("mode=Saga", "mode: not one of saga, msg, tcc, xa, workflow")]
    [InlineData("tag=order", "tag: not of the form key:value")]
    [InlineData("tag=:7", "tag: not of the form key:value")]
    [InlineData("parked=yes", "parked: not true or false")]
    [InlineData("from=yesterday", "from: not a time such as 2026-01-31T12:00:00Z, nor milliseconds since 1970")]
    [InlineData("from=2026-01-31T12:00:00", "from: not a time such as 2026-01-31T12:00:00Z, nor milliseconds since 1970")]
    [InlineData("to=-1", "to: not a time such as 2026-01-31T12:00:00Z, nor milliseconds since 1970")]
    [InlineData("to=99999999999999999", "to: not a time such as 2026-01-31T12:00:00Z, nor milliseconds since 1970")]
    [InlineData("cursor=abc", "cursor: not a next_cursor of this list")]
    [InlineData("cursor=%20%20", "cursor: not a next_cursor of this list")]
    [InlineData("limit=0", "limit: not a whole number from 1 to 500")]
    [InlineData("limit=501", "limit: not a whole number from 1 to 500")]
    [InlineData("limit=1&limit=2", "limit: given more than once")]
    [InlineData("state=failed", "state: unknown parameter; known are status, mode, tag, parked, from, to, cursor, limit")]
    public async Task List_WrongParameter_IsRefusedByItsName(string query, string detail)
    {
        var reply = await bed.GetAsync($"/api/v1/transactions?{query}");

        ProblemShape.Check(reply, HttpStatusCode.BadRequest, "invalid_argument", detail);
    }
}
