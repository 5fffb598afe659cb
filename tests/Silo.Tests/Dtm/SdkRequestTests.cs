using System.Net;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Submits of a saga as DTM's SDKs send them (protocol section 10). B stands for the participants, G for the gid.</summary>
public sealed class SdkRequestTests(DtmBed bed)
{
    private const string Go = """
        {"gid":"G","trans_type":"saga","steps":[{"action":"B/ok","compensate":"B/ok"},{"action":"B/ok","compensate":"B/ok"}],
         "payloads":["{\"a\":1}","{\"a\":2}"],"concurrent":false,"protocol":""}
        """;

    private const string GoConcurrent = """
        {"gid":"G","trans_type":"saga","custom_data":"{\"concurrent\":true,\"orders\":{\"1\":[0]}}",
         "steps":[{"action":"B/ok","compensate":"B/ok"},{"action":"B/ok","compensate":"B/ok"}],"payloads":["{\"a\":1}","{\"a\":2}"],
         "wait_result":true,"timeout_to_fail":1800,"retry_interval":60,"branch_headers":{"test_header":"test"},"concurrent":false}
        """;

    private const string CSharp = """
        {
          "gid": "G",
          "trans_type": "saga",
          "steps": [
            { "action": "B/ok", "compensate": "B/ok" },
            { "action": "B/ok", "compensate": "B/ok" }
          ],
          "payloads": [ "{\u0022a\u0022:1}", "{\u0022a\u0022:2}" ],
          "custom_data": "{\u0022orders\u0022:null,\u0022concurrent\u0022:false}",
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

    private const string Java = """
        {"gid":"G","transType":null,"subType":null,"trans_type":"saga","subType":"","waitResult":false,"passthrough_headers":[],
         "branch_headers":null,"orders":null,"concurrent":false,"custom_data":"","payloads":["{\"a\":1}","{\"a\":2}"],
         "steps":[{"action":"B/ok","compensate":"B/ok"},{"action":"B/ok","compensate":"B/ok"}],"timeout_to_fail":0,"retry_interval":0}
        """;

    private const string Python = """
        {"gid": "G", "trans_type": "saga", "steps": [{"action": "B/ok", "compensate": "B/ok"}, {"action": "B/ok", "compensate": "B/ok"}],
         "payloads": ["{\"a\":1}", "{\"a\":2}"], "custom_data": null, "query_prepared": null, "wait_result": null, "timeout_to_fail": null,
         "retry_interval": null, "request_timeout": 8, "passthrough_headers": [], "branch_headers": {}, "bin_payloads": null}
        """;

    private const string Node = """
        {"gid":"G","trans_type":"saga","steps":[{"action":"B/ok","compensate":"B/ok","data":"{\"a\":1}"},{"action":"B/ok","compensate":"B/ok","data":"{\"a\":2}"}]}
        """;

    private const string Php = """
        {"gid":"G","trans_type":"saga","steps":[{"action":"B\/ok","compensate":"B\/ok"},{"action":"B\/ok","compensate":"B\/ok"}],
         "payloads":["{\"a\":1}","{\"a\":2}"],"custom_data":"{\"concurrent\":false,\"orders\":[]}","branch_headers":[],"passthrough_headers":[],
         "branch_id":"","op":"","dtm":"http:\/\/127.0.0.1","sub_branch_id":0,"barrier_id":0,"is_from_rpc":false,"wait_result":false}
        """;

    [Theory]
    [InlineData("go", Go)]
    [InlineData("go, concurrent", GoConcurrent)]
    [InlineData("c#", CSharp)]
    [InlineData("java", Java)]
    [InlineData("python", Python)]
    [InlineData("node", Node)]
    [InlineData("php", Php)]
    public async Task Submit_AsTheSdkSendsIt_Succeeds(string sdk, string request)
    {
        var gid = DtmBed.NewGid();
        var body = request.Replace("\"G\"", $"\"{gid}\"", StringComparison.Ordinal).Replace("B/", bed.Participants.Base + "/", StringComparison.Ordinal)
            .Replace("B\\/", bed.Participants.Base.Replace("/", "\\/", StringComparison.Ordinal) + "\\/", StringComparison.Ordinal);

        var answer = await bed.PostAsync("submit", body);

        Assert.True(answer.Code == HttpStatusCode.OK, $"{sdk}: {answer.Text}");
        Assert.Equal("""{"dtm_result":"SUCCESS"}""", answer.Text);
        Assert.Equal("succeed", (await bed.SettleAsync(gid, "succeed"))[0]);
        Assert.Equal(["""POST /ok 01 action {"a":1}""", """POST /ok 02 action {"a":2}"""], bed.Participants.CallsOf(gid));
    }
}
