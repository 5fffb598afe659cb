using System.Text.RegularExpressions;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>query and prepareWorkflow: rows and fields of each mode, to the letter.</summary>
public sealed partial class ModeQueryTests(DtmBed bed)
{
    [Theory]
    [InlineData("msg", "submit", """
        {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoxfQ==","branch_id":"01","op":"action","status":"succeed","finish_time":"TIME"},
        {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoyfQ==","branch_id":"02","op":"action","status":"succeed","finish_time":"TIME"}
        """, """
        "trans_type":"msg","status":"succeed","query_prepared":"P/ok","protocol":"http","finish_time":"TIME","options":
        """)]
    [InlineData("tcc", "submit", """
        {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoxfQ==","branch_id":"01","op":"cancel","status":"prepared"},
        {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","bin_data":"eyJhIjoxfQ==","branch_id":"01","op":"confirm","status":"succeed","finish_time":"TIME"}
        """, """
        "trans_type":"tcc","status":"succeed","protocol":"http","finish_time":"TIME","options":
        """)]
    [InlineData("xa", "abort", """
        {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","branch_id":"01","op":"rollback","status":"succeed","finish_time":"TIME"},
        {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","url":"P/ok","branch_id":"01","op":"commit","status":"prepared"}
        """, """
        "trans_type":"xa","status":"failed","protocol":"http","rollback_time":"TIME","rollback_reason":"r","options":
        """)]
    public async Task Query_OfAFinishedTransaction_HasDtmsRows(string mode, string end, string rows, string fields)
    {
        var gid = await bed.InStateAsync(mode, end == "submit" ? "succeed" : "failed");

        var text = Normal((await bed.GetAsync("query?gid=" + gid)).Text, gid);

        Assert.Equal(
            $$$"""{"branches":[{{{rows.ReplaceLineEndings("")}}}],"transaction":{"id":N,"create_time":"TIME","update_time":"TIME","gid":"GID",{{{fields}}}"{\"concurrent\":false}","next_cron_interval":10,"next_cron_time":"TIME","concurrent":false}}""",
            text);
    }

    [Fact]
    public async Task PrepareWorkflow_OfAFinishedOne_HasItsRowsAndItsResult()
    {
        var gid = await bed.InStateAsync("workflow", "prepared");
        await bed.PostAsync("registerBranch", bed.Branch("workflow", gid));
        var failed = bed.Branch("workflow", gid, "02");
        (failed["status"], failed["data"]) = ("failed", null);
        await bed.PostAsync("registerBranch", failed);
        await bed.PostAsync("submit", DtmBedModes.End(gid, "failed", "no money FAILURE"));

        var answer = await bed.PostAsync("prepareWorkflow", bed.Start("workflow", gid));

        // The reason does not hold the raw token: the C# SDK would throw.
        Assert.Equal(
            """
            {"progresses":[
            {"id":1,"create_time":"TIME","update_time":"TIME","gid":"GID","bin_data":"Y21Weg==","branch_id":"01","op":"action","status":"succeed"},
            {"id":2,"create_time":"TIME","update_time":"TIME","gid":"GID","branch_id":"02","op":"action","status":"failed"}
            ],"transaction":
            {"id":N,"create_time":"TIME","update_time":"TIME","gid":"GID","trans_type":"workflow","status":"failed","query_prepared":"P/ok","protocol":"http","rollback_time":"TIME","result":"cmVz","rollback_reason":"no money FAILUR\u0045","options":"{\"concurrent\":false}","custom_data":"{\"name\":\"wf\",\"data\":\"e30=\"}","next_cron_interval":10,"next_cron_time":"TIME","concurrent":false}
            }
            """.ReplaceLineEndings(""),
            Normal(answer.Text, gid));
        Assert.Equal(Rows(answer.Text), Rows((await bed.GetAsync("query?gid=" + gid)).Text));
    }

    [Theory]
    [InlineData("", "gid: missing")]
    [InlineData("G", "query_prepared: not an http or https URL")]
    public async Task PrepareWorkflow_Refused_HasNoTransactionToGoOnWith(string gid, string message)
    {
        var answer = await bed.PostAsync("prepareWorkflow", bed.Start("workflow", gid.Length == 0 ? "" : DtmBed.NewGid(), body => body["query_prepared"] = "nonsense"));

        Assert.Equal((500, $$"""{"message":"{{message}}"}"""), ((int)answer.Code, answer.Text));
    }

    [Fact]
    public async Task Workflow_OnceItRollsBack_CannotGoForwardAnyMore()
    {
        var gid = await bed.InStateAsync("workflow", "prepared");
        await bed.PostAsync("registerBranch", bed.Branch("workflow", gid));
        var rollback = bed.Branch("workflow", gid);
        rollback["op"] = "rollback";
        await bed.PostAsync("registerBranch", rollback);

        var forward = await bed.PostAsync("registerBranch", bed.Branch("workflow", gid, "02"));
        var repeated = await bed.PostAsync("registerBranch", rollback);
        var succeed = await bed.PostAsync("submit", DtmBedModes.End(gid, "succeed"));
        var failed = await bed.PostAsync("submit", DtmBedModes.End(gid, "failed", "no"));

        Assert.Equal([409, 200, 409, 200], new[] { forward, repeated, succeed, failed }.Select(answer => (int)answer.Code));
        Assert.Equal(["failed", "01 action succeed", "01 rollback succeed"], await bed.StateAsync(gid));
    }

    private static string Rows(string text) => text[text.IndexOf('[', StringComparison.Ordinal)..text.IndexOf(']', StringComparison.Ordinal)];

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
