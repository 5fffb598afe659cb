using System.Net;
using System.Text;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>The JSON-RPC front (protocol 1.7), and DTM's own scenarios of it (section 9).</summary>
public sealed class JsonRpcTests(DtmBed bed)
{
    private const string Path = "/api/json-rpc";

    [Fact]
    public async Task NewGid_IsAnswered()
    {
        var answer = await AskAsync("newGid", null);

        Assert.Matches("""^\{"error":null,"id":"id-1","jsonrpc":"2.0","result":\{"gid":"[2-9A-HJ-NP-Za-km-z]{22}"\}\}$""", answer.Text);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType?.ToString());
    }

    [Fact]
    public async Task Saga_Submitted_RunsAndIsRefusedAfterItsEnd()
    {
        var gid = DtmBed.NewGid();

        Ok(await AskAsync("submit", bed.Saga(gid)));
        await bed.SettleAsync(gid, "succeed");

        Failed(await AskAsync("submit", bed.Saga(gid)), -32901, "current status 'succeed', cannot sumbmit. FAILURE");
    }

    [Fact]
    public async Task Message_PreparedAndSubmitted_IsDelivered()
    {
        var gid = DtmBed.NewGid();
        var message = Message(gid, "/ok");

        Ok(await AskAsync("prepare", message));
        Assert.Equal("prepared", await bed.StatusAsync(gid));
        Ok(await AskAsync("submit", message));

        Assert.Equal(["succeed", "01 action succeed"], await bed.SettleAsync(gid, "succeed"));
    }

    [Theory]
    [InlineData("/fail", "submitted")]
    [InlineData("/ongoing", "submitted")]
    [InlineData("/error", "submitted")]
    public async Task Message_WhoseBranchSaysAnythingElse_StaysSubmitted(string path, string status)
    {
        var gid = DtmBed.NewGid();

        Ok(await AskAsync("submit", Message(gid, path)));

        await bed.SettleAsync(gid, _ => bed.Participants.CountOf(gid) > 0);
        Assert.Equal(status, await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Tcc_RegisteredAndAborted_IsCancelled()
    {
        var gid = DtmBed.NewGid();
        var branch = new { gid, trans_type = "tcc", branch_id = "01", data = "{}", confirm = bed.Participants.Url("/confirm"), cancel = bed.Participants.Url("/cancel") };

        Ok(await AskAsync("prepare", new { gid, trans_type = "tcc", protocol = "json-rpc" }));
        Ok(await AskAsync("registerBranch", branch));
        Ok(await AskAsync("abort", new { gid, trans_type = "tcc", rollback_reason = "why" }));

        await bed.SettleAsync(gid, "failed");
        Assert.Equal(["POST /cancel 01 cancel {}"], bed.Participants.CallsOf(gid));
        Failed(await AskAsync("registerBranch", branch), -32901, null);
    }

    [Fact]
    public async Task Branches_OverJsonRpc_AreCalledSo()
    {
        var gid = DtmBed.NewGid();

        Ok(await AskAsync("submit", new
        {
            gid,
            trans_type = "msg",
            protocol = "json-rpc",
            steps = new[] { new { action = bed.Participants.Url("/rpc?method=pay&gid=" + gid) } },
            payloads = new List<string> { """{"amount":30}""" },
        }));

        await bed.SettleAsync(gid, "succeed");
        var call = Assert.Single(bed.Participants.CallsOf(gid));
        Assert.StartsWith("POST /rpc   {", call, StringComparison.Ordinal);
        Assert.EndsWith($$$""","method":"pay","params":{"amount":30,"gid":"{{{gid}}}","trans_type":"msg","branch_id":"01","op":"action"}}""", call, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ok", null, null)]
    [InlineData("/fail", -32901, "no money")]
    [InlineData("/ongoing", -32901, "wait result not return success: FAILURE")]
    [InlineData("/error", -32603, "unknown")]
    public async Task Submit_ThatWaits_HearsOfThePass(string path, int? code, string? words)
    {
        var message = Message(DtmBed.NewGid(), path);
        message["wait_result"] = true;

        var answer = await AskAsync("submit", message);

        if (code is null)
            Ok(answer);
        else
            Assert.Contains(words!, Failed(answer, code.Value, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_OfAnOngoingCancel_IsAnOtherError()
    {
        var gid = DtmBed.NewGid();
        Ok(await AskAsync("prepare", new { gid, trans_type = "tcc", wait_result = true }));
        Ok(await AskAsync("registerBranch", new { gid, trans_type = "tcc", branch_id = "01", data = "{}", confirm = "", cancel = bed.Participants.Url("/ongoing") }));

        Failed(await AskAsync("abort", new { gid, trans_type = "tcc" }), -32603, "ONGOING");
    }

    [Theory]
    [InlineData("", "body: not valid JSON, from byte 0 on")]
    [InlineData("{", "body: not valid JSON, from byte ")]
    [InlineData("""{"id":"1"} x""", "body: not valid JSON, from byte ")]
    [InlineData("5", "body: must be a JSON object, not this number")]
    [InlineData("[]", "body: batches are not served, send one request at a time")]
    [InlineData("""[{"jsonrpc":"2.0","method":"newGid","id":"1"}]""", "body: batches are not served, send one request at a time")]
    [InlineData("""{"jsonrpc":"2.0","method":"newGid","id":1}""", "id: must be a string, not this number")]
    [InlineData("""{"jsonrpc":2.0,"method":"newGid","id":"1"}""", "jsonrpc: must be a string, not this number")]
    [InlineData("""{"jsonrpc":"2.0","method":{},"id":"1"}""", "method: must be a string, not an object")]
    [InlineData("""{"jsonrpc":"2.0","method":"newGid","id":"\ud800"}""", "id: not valid UTF-8 text")]
    public async Task Body_ThatCannotBeRead_Is400(string body, string message)
    {
        var answer = await bed.PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Code);
        Assert.StartsWith(message, MessageOf(answer, -32700), StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.Null, ""), (answer.Json.GetProperty("result").ValueKind, answer.Json.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Body_TooLarge_Is400()
    {
        var answer = await bed.PostAsync(Path, $$"""{"jsonrpc":"2.0","method":"newGid","id":"{{new string('1', 1024 * 1024)}}"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "body: too large, at most 1048576 bytes are allowed"), (answer.Code, MessageOf(answer, -32700)));
    }

    [Theory]
    [InlineData("null", -32600, "id: must be a string that is not empty")]
    [InlineData("{}", -32600, "id: must be a string that is not empty")]
    [InlineData("""{"jsonrpc":"2.0","method":"newGid","id":""}""", -32600, "id: must be a string that is not empty")]
    [InlineData("""{"jsonrpc":"2.0","method":"newGid","id":null}""", -32600, "id: must be a string that is not empty")]
    [InlineData("""{"method":"newGid","id":"1"}""", -32600, "jsonrpc: must be 2.0")]
    [InlineData("""{"jsonrpc":"1.0","method":"newGid","id":"1"}""", -32600, "jsonrpc: must be 2.0")]
    [InlineData("""{"jsonrpc":"2.0","id":"1"}""", -32601, "method: unknown; known are newGid, prepare, submit, abort and registerBranch")]
    [InlineData("""{"jsonrpc":"2.0","method":"NewGid","id":"1"}""", -32601, "method: unknown; known are newGid, prepare, submit, abort and registerBranch")]
    [InlineData("""{"jsonrpc":"2.0","method":"query","id":"1"}""", -32601, "method: unknown; known are newGid, prepare, submit, abort and registerBranch")]
    [InlineData("""{"jsonrpc":"2.0","method":"submit","id":"1","params":[]}""", -32603, "params: must be a JSON object, not an array")]
    [InlineData("""{"jsonrpc":"2.0","method":"submit","id":"1","params":{"gid":5}}""", -32603, "params.gid: must be a string, not this number")]
    [InlineData("""{"jsonrpc":"2.0","method":"submit","id":"1"}""", -32603, "gid: missing")]
    [InlineData("""{"jsonrpc":"2.0","method":"abort","id":"1","params":{"gid":"jsonrpc-unknown","trans_type":"tcc"}}""", -32603, "no TransGlobal with gid: jsonrpc-unknown found")]
    [InlineData("""{"jsonrpc":"2.0","method":"registerBranch","id":"1","params":{"gid":"g","x":1}}""", -32603, "params.x: must be a string, not this number")]
    public async Task Request_ThatIsWrong_IsA200WithItsCode(string body, int code, string message)
    {
        var answer = await bed.PostAsync(Path, body);

        Assert.Equal((HttpStatusCode.OK, message), (answer.Code, MessageOf(answer, code)));
    }

    [Theory]
    [InlineData("""{"JSONRPC":"2.0","Method":"no","method":"newGid","ID":"2","id":"1","params":{"deep":[{}]},"more":[1]}""")]
    [InlineData("""{"id":"1","method":"newGid","params":null,"jsonrpc":"2.0","method":null}""")]
    public async Task Envelope_IsReadByGosRules(string body)
    {
        var reply = (await bed.PostAsync(Path, body)).Json;

        Assert.Equal("1", reply.GetProperty("id").GetString());
        Assert.Equal(22, reply.GetProperty("result").GetProperty("gid").GetString()!.Length);
    }

    [Fact]
    public async Task Params_BeforeTheMethod_AreTaken()
    {
        var gid = DtmBed.NewGid();

        Ok(await bed.PostAsync(Path, $$$"""{"params" : {"gid":"{{{gid}}}","trans_type":"saga"} ,"id":"id-1","method":"submit","jsonrpc":"2.0"}"""));

        Assert.Equal("succeed", await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Gid_IsNotStripped() =>
        Failed(await AskAsync("submit", new { gid = "a\nb", trans_type = "saga" }), -32603, "gid: contains a control character");

    [Fact]
    public async Task Token_InsideOfWhatIsNoFailure_IsNotShown()
    {
        var answer = await bed.PostAsync(Path, """{"jsonrpc":"2.0","method":"newGid","id":"FAILURE"}""");

        Assert.DoesNotContain("FAILURE", answer.Text, StringComparison.Ordinal);
        Assert.Equal("FAILURE", answer.Json.GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task OtherMethods_AreAPlain404(string method)
    {
        var answer = await bed.SendAsync(new HttpMethod(method), Path, null);

        Assert.Equal((HttpStatusCode.NotFound, "404 page not found"), (answer.Code, answer.Text));
    }

    private Dictionary<string, object> Message(string gid, string path) => new()
    {
        ["gid"] = gid,
        ["trans_type"] = "msg",
        ["protocol"] = "json-rpc",
        ["steps"] = new[] { new { action = bed.Participants.Url(path) } },
        ["payloads"] = new[] { "{}" },
        ["query_prepared"] = bed.Participants.Url("/ok"),
    };

    private Task<DtmAnswer> AskAsync(string method, object? parameters) =>
        bed.SendAsync(HttpMethod.Post, Path, new StringContent(JsonSerializer.Serialize(new { jsonrpc = "2.0", method, @params = parameters, id = "id-1" }), Encoding.UTF8, "text/plain"));

    private static void Ok(DtmAnswer answer) =>
        Assert.Equal((HttpStatusCode.OK, """{"error":null,"id":"id-1","jsonrpc":"2.0","result":null}"""), (answer.Code, answer.Text));

    private static string Failed(DtmAnswer answer, int code, string? message)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal("{}", answer.Json.GetProperty("result").GetRawText());
        var text = MessageOf(answer, code);
        Assert.Equal(message ?? text, text);
        Assert.Equal(code == -32901, answer.Text.Contains("FAILURE", StringComparison.Ordinal));
        return text;
    }

    private static string MessageOf(DtmAnswer answer, int code)
    {
        Assert.Equal(["error", "id", "jsonrpc", "result"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(code, answer.Json.GetProperty("error").GetProperty("code").GetInt32());
        return answer.Json.GetProperty("error").GetProperty("message").GetString()!;
    }
}
