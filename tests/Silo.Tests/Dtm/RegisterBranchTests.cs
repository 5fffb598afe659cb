using System.Net;
using System.Text;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>registerBranch (protocol 1.4): a flat map of strings.</summary>
public sealed class RegisterBranchTests(DtmBed bed)
{
    private const string Success = """{"dtm_result":"SUCCESS"}""";

    [Theory]
    [InlineData("registerBranch", "tcc", "cancel", "confirm")]
    [InlineData("registerTccBranch", "tcc", "cancel", "confirm")]
    [InlineData("registerXaBranch", "xa", "rollback", "commit")]
    [InlineData("registerBranch", "xa", "rollback", "commit")]
    [InlineData("registerTccBranch", "xa", "rollback", "commit")]
    public async Task Register_UnderAnyName_AddsTheRowsOfTheMode(string name, string mode, string backward, string forward)
    {
        var gid = await PreparedAsync(mode);

        var answers = new[] { await bed.PostAsync(name, bed.Branch(mode, gid)), await bed.PostAsync(name, bed.Branch(mode, gid, "0102")) };

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, Success), (answer.Code, answer.Text)));
        Assert.Equal(
            ["prepared", $"01 {backward} prepared", $"01 {forward} prepared", $"0102 {backward} prepared", $"0102 {forward} prepared"],
            await bed.StateAsync(gid));
    }

    /// <summary>409 would be read as a rollback; a mode that does not exist is a mistake of whoever sends it, and nothing is looked up for it.</summary>
    [Fact]
    public async Task Register_ForAModeThatDoesNotExist_IsAnError()
    {
        var answer = await bed.PostAsync("registerBranch", """{"gid":"register-no-such-mode","trans_type":"tccc","branch_id":"01","confirm":"","cancel":""}""");

        Assert.Equal((HttpStatusCode.InternalServerError, """{"message":"trans_type: branches are registered for tcc, xa and workflow only"}"""), (answer.Code, answer.Text));
    }

    [Theory]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","data":null,"confirm":null,"cancel":"B/ok","subType":"","status":"prepared","try":"B/try"}""", "")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","confirm":"B/ok","cancel":"B/ok"}""", "")]
    [InlineData("""{"branch_id":"07","gid":"no","data":"no","gid":"G","trans_type":"xa","trans_type":"tcc","data":"{\"ü\":\"\\u20ac\ud83d\ude00\"}","branch_id":"01","confirm":"B/ok","cancel":"B/ok"}""", "{\"ü\":\"\\u20ac😀\"}")]
    [InlineData("""{"gid":"G\r\n;","trans_type":"tcc","branch_id":"01","data":"first","data":null,"confirm":"B/ok","cancel":"B/ok"}""", "")]
    [InlineData("""
         {"gid" : "G", "trans_type":"tcc", "branch_id":"01", "data":"a b", "confirm":"B/ok", "cancel":"B/ok", "sync": "1", "":""}
        """, "a b")]
    public async Task Register_OddButValid_StoresWhatGoWouldRead(string request, string data)
    {
        var gid = await PreparedAsync("tcc");

        var answer = await bed.PostAsync("registerBranch", Fill(request, gid));

        Assert.Equal((HttpStatusCode.OK, Success), (answer.Code, answer.Text));
        var rows = (await bed.GetAsync("query?gid=" + gid)).Json.GetProperty("branches").EnumerateArray().ToList();
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal(data, row.TryGetProperty("bin_data", out var stored) ? Encoding.UTF8.GetString(stored.GetBytesFromBase64()) : ""));
    }

    [Theory]
    [InlineData("", "body: not valid JSON, from byte 0 on")]
    [InlineData("{", "body: not valid JSON, from byte 1 on")]
    [InlineData("""{"gid":"G"} x""", "body: not valid JSON")]
    [InlineData("[]", "body: must be a JSON object of strings, not an array")]
    [InlineData("\"G\"", "body: must be a JSON object of strings, not a string")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":1}""", "branch_id: must be a string, not this number")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","data":{"a":1},"confirm":"","cancel":""}""", "data: must be a string, not an object")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","subType":[],"confirm":"","cancel":""}""", "subType: must be a string, not an array")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","sync":true}""", "sync: must be a string, not a boolean")]
    [InlineData("""{"gid":"G","trans_type":"tcc","branch_id":"01","data":"\ud800"}""", "data: not valid UTF-8 text")]
    public async Task Register_Undecodable_Is400(string request, string message)
    {
        var gid = await PreparedAsync("tcc");

        var answer = await bed.PostAsync("registerBranch", Fill(request, gid));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.StartsWith("""{"message":""", answer.Text, StringComparison.Ordinal);
        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.Equal(["prepared"], await bed.StateAsync(gid));
    }

    [Fact]
    public async Task Register_BodyOverTheLimit_Is400()
    {
        var gid = await PreparedAsync("tcc");
        var body = bed.Branch("tcc", gid);
        body["data"] = new string('x', 1024 * 1024);

        var answer = await bed.PostAsync("registerBranch", body);

        Assert.Equal((HttpStatusCode.BadRequest, "body: too large, at most 1048576 bytes are allowed"), (answer.Code, answer.Message));
        Assert.Equal(["prepared"], await bed.StateAsync(gid));
    }

    [Theory]
    [InlineData("tcc", "branch_id", "", "branch_id: missing")]
    [InlineData("tcc", "branch_id", "a\tb", "branch_id: contains a control character or half of a surrogate pair")]
    [InlineData("tcc", "confirm", "ftp://x/y", "confirm: not an http or https URL")]
    [InlineData("tcc", "cancel", "host:1/pkg.Service/Method", "cancel: not an http or https URL")]
    [InlineData("xa", "url", "nonsense", "url: not an http or https URL")]
    [InlineData("workflow", "op", "", "op: missing")]
    [InlineData("workflow", "status", "prepared", "status: must be succeed or failed")]
    [InlineData("workflow", "status", null, "status: must be succeed or failed")]
    [InlineData("tcc", "trans_type", "", "trans_type: branches are registered for tcc, xa and workflow only")]
    [InlineData("tcc", "trans_type", "msg", "trans_type: branches are registered for tcc, xa and workflow only")]
    public async Task Register_WrongValue_IsRefusedAndChangesNothing(string mode, string key, string? value, string message)
    {
        var gid = await PreparedAsync(mode);
        var body = bed.Branch(mode, gid);
        body[key] = value;

        var answer = await bed.PostAsync("registerBranch", body);

        Assert.Equal((HttpStatusCode.InternalServerError, message), (answer.Code, answer.Message));
        Assert.Equal(["prepared"], await bed.StateAsync(gid));
    }

    [Theory]
    [InlineData("tcc", "data", "other")]
    [InlineData("xa", "url", "http://127.0.0.1:1/other")]
    [InlineData("workflow", "data", "other")]
    [InlineData("workflow", "status", "failed")]
    public async Task Register_Again_IsAcceptedOnlyWhenNothingDiffers(string mode, string key, string other)
    {
        var gid = await PreparedAsync(mode);
        var body = bed.Branch(mode, gid);
        await bed.PostAsync("registerBranch", body);
        var rows = (await bed.GetAsync("query?gid=" + gid)).Json.GetProperty("branches").GetRawText();

        var same = await bed.PostAsync("registerBranch", body);
        body[key] = other;
        var different = await bed.PostAsync("registerBranch", body);

        Assert.Equal((HttpStatusCode.OK, Success), (same.Code, same.Text));
        Assert.Equal(HttpStatusCode.InternalServerError, different.Code);
        Assert.StartsWith("branch_id", different.Message, StringComparison.Ordinal);
        Assert.Equal(rows, (await bed.GetAsync("query?gid=" + gid)).Json.GetProperty("branches").GetRawText());
    }

    [Theory]
    [InlineData("tcc")]
    [InlineData("xa")]
    public async Task Register_AfterAbort_IsRefusedAndNeverCalled(string mode)
    {
        var gid = await PreparedAsync(mode);
        await bed.PostAsync("registerBranch", bed.Branch(mode, gid));
        await bed.PostAsync("abort", new { gid, trans_type = mode, rollback_reason = "no" });

        var answer = await bed.PostAsync("registerBranch", bed.Branch(mode, gid, "02"));

        Assert.Equal((HttpStatusCode.Conflict, $"no trans with gid: {gid} status: prepared found FAILURE"), (answer.Code, answer.Message));
        Assert.Equal(3, (await bed.SettleAsync(gid, "failed")).Length);
        Assert.DoesNotContain(bed.Participants.CallsOf(gid), call => call.Contains(" 02 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Register_UrlWithAQuery_IsCalledWithBoth()
    {
        var gid = await PreparedAsync("xa");
        await bed.PostAsync("registerBranch", bed.Branch("xa", gid, "01", "/ok?tenant=7"));

        await bed.PostAsync("submit", new { gid, trans_type = "xa" });

        Assert.Equal("succeed", (await bed.SettleAsync(gid, "succeed"))[0]);
        Assert.Equal($"/ok?tenant=7&branch_id=01&gid={gid}&op=commit&trans_type=xa", bed.Participants.TargetsOf(gid).Single());
    }

    private async Task<string> PreparedAsync(string mode)
    {
        var gid = DtmBed.NewGid();
        var answer = await bed.PostAsync(mode == "workflow" ? "prepareWorkflow" : "prepare", bed.Start(mode, gid));
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        return gid;
    }

    private string Fill(string request, string gid) =>
        request.Replace("\"G", $"\"{gid}", StringComparison.Ordinal).Replace("B/", bed.Participants.Base + "/", StringComparison.Ordinal);
}
