using System.Net;
using System.Text.RegularExpressions;
using OrleansSaga.Silo.Dtm;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>query's wire shape.</summary>
public sealed partial class QueryTests(DtmBed bed)
{
    [Fact]
    public async Task Query_SucceededSaga_HasDtmsShape()
    {
        var gid = await bed.SagaInAsync("succeed");

        var answer = await bed.GetAsync("query?gid=" + gid);

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType?.ToString());
        Assert.Equal(
            """
            {"branches":[
            {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoxfQ==","branch_id":"01","op":"compensate","status":"prepared"},
            {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoxfQ==","branch_id":"01","op":"action","status":"succeed","finish_time":"TIME"},
            {"id":3,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoyfQ==","branch_id":"02","op":"compensate","status":"prepared"},
            {"id":4,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoyfQ==","branch_id":"02","op":"action","status":"succeed","finish_time":"TIME"}
            ],"transaction":
            {"id":N,"create_time":"TIME","update_time":"TIME","gid":"GID","trans_type":"saga","status":"succeed","protocol":"http","finish_time":"TIME","options":"{\"wait_result\":true,\"concurrent\":false}","next_cron_interval":10,"next_cron_time":"TIME","concurrent":false}
            }
            """.ReplaceLineEndings(""),
            Normal(answer.Text, gid));
    }

    [Fact]
    public async Task Query_FailedSaga_ShowsTheReasonWithoutTheRawToken()
    {
        var gid = await bed.SagaInAsync("failed");

        var answer = await bed.GetAsync("query?gid=" + gid);

        var transaction = answer.Json.GetProperty("transaction");
        Assert.Equal($$"""url:{{bed.Participants.Base}}/act-fail return failed: {"error":"no money FAILURE"}""", transaction.GetProperty("rollback_reason").GetString());
        Assert.DoesNotContain("FAILURE", answer.Text, StringComparison.Ordinal);
        Assert.True(transaction.TryGetProperty("rollback_time", out _));
        Assert.False(transaction.TryGetProperty("finish_time", out _));
        Assert.Equal(
            ["failed", "01 compensate succeed", "01 action succeed", "02 compensate succeed", "02 action failed"],
            await bed.StateAsync(gid));
    }

    [Fact]
    public async Task Query_PreparedSagaWithEverything_ShowsWhatWasSent()
    {
        var gid = DtmBed.NewGid();
        await bed.PostAsync("prepare", new
        {
            gid,
            trans_type = "saga",
            steps = new[] { new { action = "", compensate = "" } },
            payloads = new List<string> { "" },
            query_prepared = "http://q",
            custom_data = """{"concurrent":true}""",
            timeout_to_fail = 7,
            request_timeout = 3,
            retry_interval = 30,
            retry_limit = 2,
            branch_headers = new { h = "v" },
        });

        Assert.Equal(
            """
            {"branches":[
            {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","branch_id":"01","op":"compensate","status":"prepared"},
            {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","branch_id":"01","op":"action","status":"prepared"}
            ],"transaction":
            {"id":N,"create_time":"TIME","update_time":"TIME","gid":"GID","trans_type":"saga","status":"prepared","query_prepared":"http://q","protocol":"http","options":"{\"timeout_to_fail\":7,\"request_timeout\":3,\"retry_interval\":30,\"branch_headers\":{\"h\":\"v\"},\"concurrent\":false,\"retry_limit\":2}","custom_data":"{\"concurrent\":true}","next_cron_interval":30,"next_cron_time":"TIME","concurrent":false}
            }
            """.ReplaceLineEndings(""),
            Normal((await bed.GetAsync("query?gid=" + gid)).Text, gid));
    }

    [Fact]
    public async Task Query_WaitingSaga_ShowsItsNextTry()
    {
        var gid = await bed.SagaInAsync("submitted");

        var transaction = (await bed.GetAsync("query?gid=" + gid)).Json.GetProperty("transaction");

        Assert.Equal(20, transaction.GetProperty("next_cron_interval").GetInt32());
        var (created, next) = (transaction.GetProperty("create_time").GetDateTimeOffset(), transaction.GetProperty("next_cron_time").GetDateTimeOffset());
        Assert.InRange(next - created, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task Query_UnknownGid_IsNoError()
    {
        foreach (var gid in new[] { DtmBed.NewGid(), new string('g', 129), "a%00b" })
        {
            var answer = await bed.GetAsync("query?gid=" + gid);

            Assert.Equal((HttpStatusCode.OK, """{"branches":[],"transaction":null}"""), (answer.Code, answer.Text));
        }
    }

    [Theory]
    [InlineData("query")]
    [InlineData("query?gid=")]
    [InlineData("query?Gid")]
    public async Task Query_WithoutGid_IsRefused(string path)
    {
        var answer = await bed.GetAsync(path);

        Assert.Equal((HttpStatusCode.InternalServerError, """{"message":"no gid specified"}"""), (answer.Code, answer.Text));
    }

    [Theory]
    [InlineData("01a1fc63-b313-790d-9909-e921ffffffff", int.MaxValue)]
    [InlineData("01a1fc63-b313-790d-9909-e92180000005", 5)]
    [InlineData("01a1fc63-b313-790d-9909-e92180000000", 1)]
    public void Id_OfAnyInstance_IsAPositive32BitNumber(string instance, int id) =>
        Assert.Equal(id, TransactionView.IdOf(Guid.Parse(instance)));

    private string Normal(string text, string gid)
    {
        text = text.Replace(gid, "GID", StringComparison.Ordinal).Replace(bed.Participants.Base, "P", StringComparison.Ordinal);
        return Id().Replace(Time().Replace(text, "\"TIME\""), "\"transaction\":{\"id\":N");
    }

    [GeneratedRegex("""
        "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z"
        """)]
    private static partial Regex Time();

    [GeneratedRegex("""
        "transaction":\{"id":[1-9]\d*
        """)]
    private static partial Regex Id();
}
