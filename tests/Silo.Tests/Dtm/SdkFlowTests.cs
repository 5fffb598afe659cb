using System.Net;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>
/// TCC, XA, messages and workflows in the very bodies that DTM's SDKs send (protocol section 10), call by call with the replies that
/// they accept. B stands for the participants, G for the gid.
/// </summary>
public sealed class SdkFlowTests(DtmBed bed)
{
    private const string Success = """{"dtm_result":"SUCCESS"}""";

    [Fact]
    public async Task GoTcc_IsConfirmed() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"tcc","concurrent":false,"protocol":""}"""),
            ("registerBranch", """{"branch_id":"01","cancel":"B/ok","confirm":"B/ok","data":"{\"amount\":30}","gid":"G","trans_type":"tcc"}"""),
            ("registerBranch", """{"branch_id":"02","cancel":"B/ok","confirm":"B/ok","data":"{\"amount\":30}","gid":"G","trans_type":"tcc"}"""),
            ("registerBranch", """{"branch_id":"0201","cancel":"B/ok","confirm":"B/ok","data":"{\"amount\":30}","gid":"G","trans_type":"tcc"}"""),
            ("submit", """{"gid":"G","trans_type":"tcc","concurrent":false,"protocol":""}"""),
        ],
        "succeed", """POST /ok 01 confirm {"amount":30}""", """POST /ok 02 confirm {"amount":30}""", """POST /ok 0201 confirm {"amount":30}""");

    [Fact]
    public async Task GoMessage_IsDelivered() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"msg","steps":[{"action":"B/ok"},{"action":"B/ok"}],"payloads":["{\"a\":1}","{\"a\":2}"],"query_prepared":"B/ok","concurrent":true,"protocol":""}"""),
            ("submit", """{"gid":"G","trans_type":"msg","custom_data":"","steps":[{"action":"B/ok"},{"action":"B/ok"}],"payloads":["{\"a\":1}","{\"a\":2}"],"query_prepared":"B/ok","concurrent":true,"protocol":""}"""),
        ],
        "succeed", """POST /ok 01 action {"a":1}""", """POST /ok 02 action {"a":2}""");

    [Fact]
    public async Task GoXa_IsCommitted() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"xa","concurrent":false,"protocol":""}"""),
            ("registerBranch", """{"branch_id":"01","gid":"G","trans_type":"xa","url":"B/ok"}"""),
            ("submit", """{"gid":"G","trans_type":"xa","concurrent":false,"protocol":""}"""),
        ],
        "succeed", "POST /ok 01 commit ");

    [Fact]
    public async Task CSharpTcc_WithNullsAndIndented_IsCancelled() => await FlowAsync(
        [
            ("prepare", CSharpTrans("tcc")),
            ("registerBranch", """
                {
                  "gid": "G",
                  "branch_id": "01",
                  "trans_type": "tcc",
                  "status": "prepared",
                  "data": "{\u0022amount\u0022:30}",
                  "try": "B/ok",
                  "confirm": "B/ok",
                  "cancel": "B/ok"
                }
                """),
            ("abort", CSharpTrans("tcc").Replace("\"rollback_reason\": null", "\"rollback_reason\": \"try failed\"", StringComparison.Ordinal)),
        ],
        "failed", """POST /ok 01 cancel {"amount":30}""");

    [Fact]
    public async Task CSharpMessage_WithNulls_IsDelivered() => await FlowAsync(
        [("prepare", CSharpMessage), ("submit", CSharpMessage)],
        "succeed", """POST /ok 01 action {"a":1}""");

    [Fact]
    public async Task CSharpWorkflow_WithNulls_IsStored() => await WorkflowAsync(
        CSharpTrans("workflow").Replace("\"custom_data\": null", """
            "custom_data": "{\u0022name\u0022:\u0022wf\u0022,\u0022data\u0022:null}"
            """.Trim(), StringComparison.Ordinal),
        """{"gid":"G","trans_type":"workflow","branch_id":"01","op":"action","status":"succeed","data":null}""",
        CSharpTrans("workflow").Replace("\"req_extra\": null", """
            "req_extra": { "status": "succeed", "result": "", "rollback_reason": null }
            """.Trim(), StringComparison.Ordinal));

    [Fact]
    public async Task GoWorkflow_IsStored() => await WorkflowAsync(
        """{"gid":"G","trans_type":"workflow","custom_data":"{\"name\":\"wf\",\"data\":\"e30=\"}","query_prepared":"B/ok","protocol":"http","concurrent":false}""",
        """{"branch_id":"01","data":"{\"dtm_result\":\"SUCCESS\"}","gid":"G","op":"action","status":"succeed","trans_type":"workflow"}""",
        """{"gid":"G","trans_type":"workflow","req_extra":{"result":"","rollback_reason":"","status":"succeed"},"concurrent":false,"protocol":""}""");

    [Fact]
    public async Task JavaTcc_WithSubTypeTwice_IsConfirmed() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"tcc","subType":null,"waitResult":false,"passthrough_headers":[],"branch_headers":null,"status":"prepared","subType":"tcc"}"""),
            ("registerBranch", """{"gid":"G","branch_id":"01","trans_type":"tcc","subType":null,"status":"prepared","data":"{\"amount\":30}","confirm":"B/ok","cancel":"B/ok","subType":""}"""),
            ("submit", """{"gid":"G","trans_type":"tcc","subType":"","passthrough_headers":[],"branch_headers":{},"subType":null}"""),
        ],
        "succeed", """POST /ok 01 confirm {"amount":30}""");

    [Fact]
    public async Task PythonTcc_WithItsDefaults_IsConfirmed() => await FlowAsync(
        [
            ("prepare", PythonTrans("tcc")),
            ("registerBranch", """{"gid": "G", "branch_id": "01", "trans_type": "tcc", "status": "prepared", "data": "{\"amount\": 30}", "confirm": "B/ok", "cancel": "B/ok"}"""),
            ("submit", PythonTrans("tcc")),
        ],
        "succeed", """POST /ok 01 confirm {"amount": 30}""");

    [Fact]
    public async Task PythonMessage_WithItsDefaults_IsDelivered()
    {
        var message = PythonTrans("msg").Replace("\"steps\": null", """
            "steps": [{"action": "B/ok"}]
            """.Trim(), StringComparison.Ordinal).Replace("\"payloads\": null", """
            "payloads": ["{\"a\": 1}"]
            """.Trim(), StringComparison.Ordinal).Replace("\"query_prepared\": null", "\"query_prepared\": \"B/ok\"", StringComparison.Ordinal);

        await FlowAsync([("prepare", message), ("submit", message)], "succeed", """POST /ok 01 action {"a": 1}""");
    }

    [Fact]
    public async Task NodeTcc_ByRegisterTccBranch_IsConfirmed() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"tcc"}"""),
            ("registerTccBranch", """{"gid":"G","branch_id":"01","trans_type":"tcc","status":"prepared","data":"{\"amount\":30}","try":"B/ok","confirm":"B/ok","cancel":"B/ok"}"""),
            ("submit", """{"gid":"G","trans_type":"tcc"}"""),
        ],
        "succeed", """POST /ok 01 confirm {"amount":30}""");

    [Fact]
    public async Task NodeMessage_WithDataInItsSteps_IsDelivered() => await FlowAsync(
        [
            ("prepare", """{"gid":"G","trans_type":"msg","steps":[{"action":"B/ok","data":"{\"a\":1}"}],"query_prepared":"B/ok"}"""),
            ("submit", """{"gid":"G","trans_type":"msg","steps":[{"action":"B/ok","data":"{\"a\":1}"}],"query_prepared":"B/ok"}"""),
        ],
        "succeed", """POST /ok 01 action {"a":1}""");

    [Fact]
    public async Task PhpTcc_WithItsContextAndEmptyArrays_IsConfirmed() => await FlowAsync(
        [
            ("prepare", PhpTrans("tcc")),
            ("registerBranch", """{"data":"{\"amount\":30}","branch_id":"01","confirm":"B\/ok","cancel":"B\/ok","gid":"G","trans_type":"tcc","op":"try","dtm":"http:\/\/127.0.0.1","sub_branch_id":"0","barrier_id":"0"}"""),
            ("submit", PhpTrans("tcc")),
        ],
        "succeed", """POST /ok 01 confirm {"amount":30}""");

    [Fact]
    public async Task PhpMessage_WithItsContextAndEmptyArrays_IsDelivered()
    {
        var message = PhpTrans("msg").Replace("\"steps\":[]", """
            "steps":[{"action":"B\/ok"}]
            """.Trim(), StringComparison.Ordinal).Replace("\"payloads\":[]", """
            "payloads":["{\"a\":1}"]
            """.Trim(), StringComparison.Ordinal).Replace("\"query_prepared\":\"\"", """
            "query_prepared":"B\/ok"
            """.Trim(), StringComparison.Ordinal);

        await FlowAsync([("prepare", message), ("submit", message)], "succeed", """POST /ok 01 action {"a":1}""");
    }

    [Fact]
    public async Task PhpXa_WithItsContextAndEmptyArrays_IsRolledBack() => await FlowAsync(
        [
            ("prepare", PhpTrans("xa")),
            ("registerXaBranch", """{"url":"B\/ok","branch_id":"01","gid":"G","trans_type":"xa","op":"action","phase2_url":"B\/ok"}"""),
            ("abort", PhpTrans("xa")),
        ],
        "failed", "POST /ok 01 rollback ");

    [Theory]
    [InlineData("prepare?gid=other&trans_type=saga")]
    [InlineData("prepare?")]
    [InlineData("prepare?x=%ff&x&=")]
    public async Task QueryString_OfAPost_IsNotRead(string path)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync(path, Fill("""{"gid":"G","trans_type":"tcc"}""", gid));

        Assert.Equal((HttpStatusCode.OK, Success), (answer.Code, answer.Text));
        Assert.Equal("prepared", await bed.StatusAsync(gid));
    }

    private const string CSharpMessage = """
        {
          "gid": "G",
          "trans_type": "msg",
          "steps": [ { "action": "B/ok" } ],
          "payloads": [ "{\u0022a\u0022:1}" ],
          "custom_data": null,
          "query_prepared": "B/ok",
          "protocol": null,
          "wait_result": false,
          "timeout_to_fail": 0,
          "branch_headers": null,
          "concurrent": false,
          "req_extra": null
        }
        """;

    private static string CSharpTrans(string mode) => $$"""
        {
          "gid": "G",
          "trans_type": "{{mode}}",
          "steps": null,
          "payloads": null,
          "custom_data": null,
          "query_prepared": null,
          "protocol": null,
          "wait_result": false,
          "timeout_to_fail": 0,
          "retry_interval": 0,
          "branch_headers": null,
          "request_timeout": 0,
          "retry_limit": 0,
          "rollback_reason": null,
          "req_extra": null
        }
        """;

    private static string PythonTrans(string mode) => $$"""
        {"gid": "G", "trans_type": "{{mode}}", "steps": null, "payloads": null, "custom_data": null, "query_prepared": null, "wait_result": null,
         "timeout_to_fail": null, "retry_interval": null, "request_timeout": 8, "passthrough_headers": [], "branch_headers": {}, "bin_payloads": null}
        """;

    private static string PhpTrans(string mode) => $$"""
        {"gid":"G","trans_type":"{{mode}}","steps":[],"payloads":[],"custom_data":"","query_prepared":"","branch_headers":[],"req_extra":[],"passthrough_headers":[],
         "branch_id":"","op":"","dtm":"http:\/\/127.0.0.1","sub_branch_id":0,"barrier_id":0,"is_from_rpc":false,"wait_result":false}
        """;

    private async Task FlowAsync((string Call, string Body)[] requests, string status, params string[] calls)
    {
        var gid = DtmBed.NewGid();
        foreach (var (call, body) in requests)
        {
            var answer = await bed.PostAsync(call, Fill(body, gid));
            Assert.True((HttpStatusCode.OK, Success) == (answer.Code, answer.Text), $"{call}: {answer.Text}");
        }

        Assert.Equal(status, (await bed.SettleAsync(gid, status))[0]);
        Assert.Equal(calls, bed.Participants.CallsOf(gid));
    }

    private async Task WorkflowAsync(string prepare, string register, string submit)
    {
        var gid = DtmBed.NewGid();
        var made = await bed.PostAsync("prepareWorkflow", Fill(prepare, gid));
        Assert.Equal(("prepared", 0), (made.Json.GetProperty("transaction").GetProperty("status").GetString(), made.Json.GetProperty("progresses").GetArrayLength()));
        Assert.Equal(Success, (await bed.PostAsync("registerBranch", Fill(register, gid))).Text);
        Assert.Equal(Success, (await bed.PostAsync("submit", Fill(submit, gid))).Text);

        var again = await bed.PostAsync("prepareWorkflow", Fill(prepare, gid));

        Assert.Equal(HttpStatusCode.OK, again.Code);
        Assert.Equal("succeed", again.Json.GetProperty("transaction").GetProperty("status").GetString());
        var row = Assert.Single(again.Json.GetProperty("progresses").EnumerateArray());
        Assert.Equal(("01", "action", "succeed"), (row.GetProperty("branch_id").GetString(), row.GetProperty("op").GetString(), row.GetProperty("status").GetString()));
        Assert.Empty(bed.Participants.CallsOf(gid));
    }

    private string Fill(string body, string gid) =>
        body.Replace("\"G\"", $"\"{gid}\"", StringComparison.Ordinal).Replace("B/", bed.Participants.Base + "/", StringComparison.Ordinal)
            .Replace("B\\/", bed.Participants.Base.Replace("/", "\\/", StringComparison.Ordinal) + "\\/", StringComparison.Ordinal);
}
