using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>all: filters and paging, and resetCronTime, which takes whatever is there; each test with a silo of its own.</summary>
public sealed class ListTests : IAsyncLifetime
{
    private readonly DtmBed _bed = new();

    public ValueTask InitializeAsync() => _bed.InitializeAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task All_Empty_IsNull() =>
        Assert.Equal("""{"next_position":"","transactions":null}""", (await _bed.GetAsync("all")).Text);

    [Fact]
    public async Task All_InPages_ShowsEachOnceNewestFirst()
    {
        var gids = new List<string>();
        for (var i = 0; i < 5; i++)
            gids.Add(await _bed.SagaInAsync("succeed"));

        var (first, next1) = Page(await _bed.GetAsync("all?limit=2"));
        var (second, next2) = Page(await _bed.GetAsync("all?limit=2&position=" + next1));
        var (third, next3) = Page(await _bed.GetAsync("all?limit=2&position=" + next2));

        Assert.Equal(gids.AsEnumerable().Reverse(), [.. first, .. second, .. third]);
        Assert.NotEqual(next1, next2);
        Assert.Equal("", next3);
    }

    [Fact]
    public async Task All_Filters_AreAllApplied()
    {
        var succeed = await _bed.SagaInAsync("succeed");
        var failed = await _bed.SagaInAsync("failed");
        var submitted = await _bed.SagaInAsync("submitted");
        var created = await CreatedAsync(failed);

        Assert.Equal([submitted, failed, succeed], await GidsAsync("all"));
        Assert.Equal([failed], await GidsAsync("all?status=failed"));
        Assert.Equal([failed], await GidsAsync("all?gid=" + failed));
        Assert.Equal([failed], await GidsAsync("all?status=succeed&gid=" + failed));
        Assert.Empty(await GidsAsync("all?gid=none"));
        Assert.Empty(await GidsAsync("all?gid=a%00b"));
        Assert.Equal([submitted, failed, succeed], await GidsAsync("all?transType=saga"));
        Assert.Empty(await GidsAsync("all?transType=tcc"));
        Assert.Equal([submitted, failed, succeed], await GidsAsync("all?status=&transType=&createTimeStart=&createTimeEnd=&position=&limit="));
        Assert.Equal([submitted, failed, succeed], await GidsAsync($"all?createTimeStart={created - 60_000}&createTimeEnd={created + 60_000}"));
        Assert.Contains(failed, await GidsAsync($"all?createTimeStart={created}&createTimeEnd={created}"));
        Assert.Empty(await GidsAsync($"all?createTimeStart={created + 60_000}"));
        Assert.Empty(await GidsAsync($"all?createTimeEnd={created - 60_000}"));
        Assert.Equal([submitted], await GidsAsync($"all?status=submitted&transType=saga&createTimeStart={created - 60_000}&limit=5000"));
    }

    [Fact]
    public async Task All_Row_IsTheTransactionOfQuery()
    {
        var gid = await _bed.SagaInAsync("failed");

        var all = await _bed.GetAsync("all");

        var query = await _bed.GetAsync("query?gid=" + gid);
        Assert.Equal(query.Json.GetProperty("transaction").GetRawText(), all.Json.GetProperty("transactions")[0].GetRawText());
        Assert.DoesNotContain("FAILURE", all.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=99999999999")]
    [InlineData("status=done")]
    [InlineData("transType=sagas")]
    [InlineData("createTimeStart=2024-01-01")]
    [InlineData("createTimeStart=-1")]
    [InlineData("createTimeEnd=9223372036854775807")]
    [InlineData("position=12")]
    public async Task All_BadParameter_IsNamed(string parameter)
    {
        var answer = await _bed.GetAsync("all?" + parameter);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.StartsWith(parameter.Split('=')[0] + ": ", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResetCronTime_WaitingSagas_AreTriedNowUpToTheLimit()
    {
        string[] gids = [await _bed.SagaInAsync("submitted"), await _bed.SagaInAsync("submitted"), await _bed.SagaInAsync("submitted")];

        Assert.Equal("""{"has_remaining":false,"succeed_count":0}""", (await _bed.GetAsync("resetCronTime")).Text);
        Assert.Equal("""{"has_remaining":true,"succeed_count":2}""", (await _bed.GetAsync("resetCronTime?timeout=1&limit=2")).Text);

        await _bed.SettleAsync(gids[0], _ => gids.Sum(_bed.Participants.CountOf) >= 5);
        Assert.Equal([1, 2, 2], gids.Select(_bed.Participants.CountOf).Order());
    }

    [Fact]
    public async Task ResetCronTime_Default_TakesWhatWaitsForMoreThan105Seconds()
    {
        var gid = DtmBed.NewGid();
        await _bed.PostAsync("submit", _bed.Saga(gid, body =>
        {
            body["steps"] = new[] { _bed.Step("/error", ""), _bed.Step("", "") };
            body["retry_interval"] = 100;
            body["wait_result"] = true;
        }));

        Assert.Equal("""{"has_remaining":false,"succeed_count":1}""", (await _bed.GetAsync("resetCronTime")).Text);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=x")]
    [InlineData("timeout=-1")]
    [InlineData("timeout=1.5")]
    [InlineData("timeout=9223372036854775807")]
    public async Task ResetCronTime_BadParameter_IsNamed(string parameter)
    {
        var answer = await _bed.GetAsync("resetCronTime?" + parameter);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Code);
        Assert.StartsWith(parameter.Split('=')[0] + ": ", answer.Message, StringComparison.Ordinal);
    }

    private static (string[] Gids, string Next) Page(DtmAnswer answer)
    {
        var transactions = answer.Json.GetProperty("transactions");
        string[] gids = transactions.ValueKind == JsonValueKind.Null ? [] : [.. transactions.EnumerateArray().Select(t => t.GetProperty("gid").GetString()!)];
        return (gids, answer.Json.GetProperty("next_position").GetString()!);
    }

    private async Task<string[]> GidsAsync(string path)
    {
        var answer = await _bed.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        return Page(answer).Gids;
    }

    private async Task<long> CreatedAsync(string gid) =>
        (await _bed.GetAsync("query?gid=" + gid)).Json.GetProperty("transaction").GetProperty("create_time").GetDateTimeOffset().ToUnixTimeMilliseconds();
}
