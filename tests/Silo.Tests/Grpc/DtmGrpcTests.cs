using System.Text;
using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Tests.Grpc;

/// <summary>DTM's gRPC API with all modes from end to end: Python's grpcio as client, and as the service with the branches.</summary>
public sealed class DtmGrpcTests(PythonPeer peer) : IAsyncLifetime
{
    private readonly string _gid = GrpcBed.NewGid();
    private GrpcBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await GrpcBed.StartAsync(peer);

    public ValueTask DisposeAsync() => _bed?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task NewGid_IsOneOfDtms()
    {
        var answer = await _bed.DtmAsync("NewGid", new { });

        AssertOk(answer);
        Assert.Matches("^[2-9A-Za-z]{22}$", answer.Reply.GetProperty("Gid").GetString());
    }

    [Fact]
    public async Task Saga_ThatSucceeds_CallsEachActionWithItsPayloadAndMetadata()
    {
        var saga = GrpcBed.Saga(_gid, wait: true, _bed.Python.Url("Ok"), _bed.Python.Url("Ok"));
        saga["TransOptions"] = new { WaitResult = true, RequestTimeout = 7, BranchHeaders = new Dictionary<string, string> { ["X-Tenant"] = "blue" }, PassthroughHeaders = new[] { "old" } };
        saga["Unheard"] = "of";

        AssertOk(await _bed.DtmAsync("Submit", saga));

        Assert.Equal(["Ok 01 action", "Ok 02 action"], _bed.Python.CallsOf(_gid));
        var second = await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid && call["dtm-branch_id"] == "02");
        Assert.Equal("CAE=", second.Message);
        Assert.Equal(("saga", "", "blue", "action"), (second["dtm-trans_type"], second["dtm-dtm"], second["x-tenant"], second["dtm-op"]));
        Assert.InRange(second.RemainingSeconds!.Value, 1, 7);
        var stored = await _bed.Silo.Transactions.GetAsync(_gid, TestContext.Current.CancellationToken);
        Assert.Equal("grpc", stored!.State.Definition.Protocol);
    }

    [Fact]
    public async Task Saga_ThatIsRefused_IsAbortedWithTheReasonAndCompensated()
    {
        var answer = await _bed.DtmAsync("Submit", GrpcBed.Saga(_gid, wait: true, _bed.Python.Url("Ok"), _bed.Python.Url("ActionFail")));

        Assert.Equal(10, answer.Code);
        Assert.Contains("not enough money: 5 < 10 €", answer.Details, StringComparison.Ordinal);
        Assert.EndsWith("FAILURE", answer.Details, StringComparison.Ordinal);
        Assert.Equal("failed", await _bed.SettleAsync(_gid, "failed"));
        Assert.Equal(["Ok 01 action", "ActionFail 02 action", "ActionFail 02 compensate", "Ok 01 compensate"], _bed.Python.CallsOf(_gid));
    }

    [Fact]
    public async Task Tcc_Submitted_IsConfirmedFromLastToFirst()
    {
        AssertOk(await _bed.DtmAsync("Prepare", Trans("tcc")));
        await RegisterTccAsync("01");
        await RegisterTccAsync("02");

        AssertOk(await _bed.DtmAsync("Submit", Trans("tcc", wait: true)));

        Assert.Equal(["Confirm 02 confirm", "Confirm 01 confirm"], _bed.Python.CallsOf(_gid));
        Assert.Equal("CAc=", (await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid)).Message);
    }

    [Fact]
    public async Task Tcc_Aborted_IsCancelledAndWaitsAsItWasPrepared()
    {
        AssertOk(await _bed.DtmAsync("Prepare", Trans("tcc", wait: true)));
        await RegisterTccAsync("01");

        var aborted = Trans("tcc");
        aborted["RollbackReason"] = "the customer left";
        AssertOk(await _bed.DtmAsync("Abort", aborted));

        Assert.Equal(["Cancel 01 cancel"], _bed.Python.CallsOf(_gid));
        var stored = await _bed.Silo.Transactions.GetAsync(_gid, TestContext.Current.CancellationToken);
        Assert.Equal((TransactionStatus.Failed, "the customer left"), (stored!.State.Status, stored.State.RollbackReason));
    }

    [Theory]
    [InlineData("Ongoing", 9)]
    [InlineData("OldOngoing", 9)]
    [InlineData("Boom", 2)]
    [InlineData("Fail", 10)]
    public async Task Tcc_WithAPassThatIsNoSuccess_HasTheStatusOfDtm(string confirm, int code)
    {
        AssertOk(await _bed.DtmAsync("Prepare", Trans("tcc")));
        await RegisterTccAsync("01", confirm);

        var answer = await _bed.DtmAsync("Submit", Trans("tcc", wait: true));

        Assert.Equal(code, answer.Code);
        Assert.Equal("submitted", await _bed.SettleAsync(_gid, "submitted"));
    }

    [Fact]
    public async Task Xa_Submitted_IsCommittedInOrderWithoutAPayload()
    {
        AssertOk(await _bed.DtmAsync("Prepare", Trans("xa")));
        foreach (var branch in new[] { "01", "02" })
            AssertOk(await _bed.DtmAsync("RegisterBranch", new { Gid = _gid, TransType = "xa", BranchID = branch, Data = new { url = _bed.Python.Url("Xa") } }));

        AssertOk(await _bed.DtmAsync("Submit", Trans("xa", wait: true)));

        Assert.Equal(["Xa 01 commit", "Xa 02 commit"], _bed.Python.CallsOf(_gid));
        Assert.Equal("", (await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid)).Message);
    }

    [Fact]
    public async Task Message_PreparedAndSubmitted_IsDelivered()
    {
        AssertOk(await _bed.DtmAsync("Prepare", Message()));
        AssertOk(await _bed.DtmAsync("Submit", Message(wait: true)));

        Assert.Equal(["Deliver 01 action"], _bed.Python.CallsOf(_gid));
    }

    [Fact]
    public async Task Message_LeftPrepared_AsksItsSenderAndIsDelivered()
    {
        var message = Message();
        message["TransOptions"] = new { TimeoutToFail = 1 };

        AssertOk(await _bed.DtmAsync("Prepare", message));

        Assert.Equal("succeed", await _bed.SettleAsync(_gid, "succeed"));
        Assert.Equal(["Check 00 msg", "Deliver 01 action"], _bed.Python.CallsOf(_gid));
    }

    [Fact]
    public async Task Workflow_IsPreparedRecordedEndedAndTellsItsResult()
    {
        var workflow = Workflow();
        AssertOk(await _bed.DtmAsync("PrepareWorkflow", workflow));
        var row = new { Gid = _gid, TransType = "workflow", BranchID = "01", Op = "ignored", Data = new { op = "action", status = "succeed" }, BusiPayload = "AAH/" };
        AssertOk(await _bed.DtmAsync("RegisterBranch", row));
        var repeated = await _bed.DtmAsync("PrepareWorkflow", workflow);
        workflow["ReqExtra"] = new { status = "succeed", result = "cmVzdWx0", rollback_reason = "" };
        AssertOk(await _bed.DtmAsync("Submit", workflow));
        AssertOk(await _bed.DtmAsync("Submit", workflow));
        var ended = await _bed.DtmAsync("PrepareWorkflow", workflow);

        Assert.Equal(
            """{"Progresses":[{"BinData":"AAH/","BranchID":"01","Op":"action","Status":"succeed"}],"Transaction":{"Gid":"GID","Result":"","RollbackReason":"","Status":"prepared"}}""".Replace("GID", _gid, StringComparison.Ordinal),
            Sorted(repeated.Reply));
        Assert.Equal(("succeed", "cmVzdWx0"), (ended.Reply.GetProperty("Transaction").GetProperty("Status").GetString(), ended.Reply.GetProperty("Transaction").GetProperty("Result").GetString()));
    }

    [Fact]
    public async Task Workflow_LeftAlone_IsCalledBackWithItsDataInAMessageOfItsOwn()
    {
        var workflow = Workflow();
        workflow["TransOptions"] = new { RetryInterval = 1 };
        workflow["QueryPrepared"] = _bed.Python.Target + "/workflow.Workflow/Execute";

        AssertOk(await _bed.DtmAsync("PrepareWorkflow", workflow));

        var call = await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid);
        Assert.Equal(("/workflow.Workflow/Execute", "00", "pay", "workflow"), (call.Method, call["dtm-branch_id"], call["dtm-op"], call["dtm-trans_type"]));
        Assert.Equal("eyJhIjoxfQ==", (await _bed.Python.DecodeAsync("WorkflowData", call.Message)).GetProperty("Data").GetString());
    }

    [Fact]
    public async Task Topics_AreSubscribedToRefusedInDtmsWordsAndDeleted()
    {
        object Topic(string topic, string url) => new { Topic = topic, URL = url, Remark = "r" };
        var url = _bed.Python.Url("Deliver");

        AssertOk(await _bed.DtmAsync("Subscribe", Topic("paid", url)));
        var repeated = await _bed.DtmAsync("Subscribe", Topic("paid", url));
        var empty = await _bed.DtmAsync("Subscribe", Topic("", url));
        AssertOk(await _bed.DtmAsync("Unsubscribe", Topic("paid", url)));
        var gone = await _bed.DtmAsync("Unsubscribe", Topic("paid", url));
        AssertOk(await _bed.DtmAsync("DeleteTopic", Topic("paid", "")));
        var unknown = await _bed.DtmAsync("DeleteTopic", Topic("paid", ""));

        Assert.Equal((2, "this url exists"), (repeated.Code, repeated.Details));
        Assert.Equal((2, "empty topic"), (empty.Code, empty.Details));
        Assert.Equal((2, "no such an url "), (gone.Code, gone.Details));
        Assert.Equal(2, unknown.Code);
    }

    [Fact]
    public async Task Message_ToATopic_IsDeliveredToEverySubscriberByGrpc()
    {
        foreach (var method in new[] { "Deliver", "Ok" })
            AssertOk(await _bed.DtmAsync("Subscribe", new { Topic = _gid, URL = _bed.Python.Url(method), Remark = "" }));
        var message = Message(wait: true);
        message["Steps"] = JsonSerializer.Serialize(new[] { new { action = "topic://" + _gid } });

        AssertOk(await _bed.DtmAsync("Submit", message));

        Assert.Equal(["Deliver 01-01 action", "Ok 01-02 action"], _bed.Python.CallsOf(_gid).Order());
    }

    [Fact]
    public async Task Calls_AreCountedAmongDtmsMetrics()
    {
        AssertOk(await _bed.DtmAsync("NewGid", new { }));
        await _bed.DtmAsync("Abort", Trans("tcc"));
        using var http = new HttpClient();

        var metrics = await http.GetStringAsync(new Uri(_bed.Silo.App.Urls.First() + "/api/metrics"), TestContext.Current.CancellationToken);

        Assert.Contains("dtm_server_process_total{api=\"newgid\",status=\"ok\",type=\"grpc\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("dtm_server_process_total{api=\"abort\",status=\"fail\",type=\"grpc\"} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_Branches_MayStandInAGrpcTransaction()
    {
        await using var participant = await TestParticipant.StartAsync(TestContext.Current.CancellationToken);

        AssertOk(await _bed.DtmAsync("Submit", GrpcBed.Saga(_gid, wait: true, participant.Url + "/out", _bed.Python.Url("Ok"))));

        Assert.Equal(["01/action"], participant.CallsOf(_gid));
        Assert.Equal("\b\0", participant.Calls.Single().Body);
        Assert.Equal(["Ok 02 action"], _bed.Python.CallsOf(_gid));
    }

    [Theory]
    [InlineData("Abort", "tcc", 13, "no TransGlobal with gid: GID found")]
    [InlineData("Abort", "saga", 13, "no TransGlobal with gid: GID found")]
    [InlineData("Submit", "workflow", 2, "no TransGlobal with gid: GID found")]
    [InlineData("Submit", "tccc", 13, "trans_type: unknown; known are saga, msg, tcc, xa and workflow")]
    [InlineData("Prepare", "", 13, "trans_type: missing")]
    public async Task Refusal_HasDtmsStatusAndTheTextOfHttp(string method, string transType, int code, string message)
    {
        var answer = await _bed.DtmAsync(method, Trans(transType));

        Assert.Equal((code, message.Replace("GID", _gid, StringComparison.Ordinal)), (answer.Code, answer.Details));
    }

    [Theory]
    [InlineData("{}", "steps: must be an array of maps of strings, not an object")]
    [InlineData("[1]", "steps[0]: must be a map of strings, not this number")]
    [InlineData("[", "steps: not valid JSON")]
    [InlineData("[] 1", "steps: not valid JSON")]
    [InlineData(" ", "steps: not valid JSON")]
    public async Task Steps_ThatAreWrong_AreInternal(string steps, string message)
    {
        var saga = Trans("saga");
        saga["Steps"] = steps;

        var answer = await _bed.DtmAsync("Submit", saga);

        Assert.Equal((13, message), (answer.Code, answer.Details));
        Assert.Null(await _bed.Silo.Transactions.GetAsync(_gid, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Steps_ThatAreNone_AreTaken(string steps)
    {
        var saga = Trans("saga", wait: true);
        saga["Steps"] = steps;

        AssertOk(await _bed.DtmAsync("Submit", saga));
    }

    [Fact]
    public async Task Steps_OfOldClients_CarryTheirData()
    {
        var saga = Trans("saga", wait: true);
        saga["Steps"] = JsonSerializer.Serialize(new[] { new { action = _bed.Python.Url("Ok"), compensate = "", data = "xyz" } });

        AssertOk(await _bed.DtmAsync("Submit", saga));

        Assert.Equal(Convert.ToBase64String("xyz"u8), (await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid)).Message);
    }

    [Fact]
    public async Task Registration_ThatIsRefused_IsUnknownOrAborted()
    {
        var late = await _bed.DtmAsync("RegisterBranch", Tcc("01", "Confirm"));
        AssertOk(await _bed.DtmAsync("Prepare", Trans("tcc")));
        AssertOk(await _bed.DtmAsync("RegisterBranch", Tcc("01", "Confirm")));
        AssertOk(await _bed.DtmAsync("RegisterBranch", Tcc("01", "Confirm")));
        var other = await _bed.DtmAsync("RegisterBranch", Tcc("01", "Other"));

        Assert.Equal((10, $"no trans with gid: {_gid} status: prepared found FAILURE"), (late.Code, late.Details));
        Assert.Equal((2, "branch_id: registered before with other content"), (other.Code, other.Details));
    }

    [Fact]
    public async Task State_ThatForbidsIt_IsAborted()
    {
        AssertOk(await _bed.DtmAsync("Submit", GrpcBed.Saga(_gid, wait: true)));

        var again = await _bed.DtmAsync("Submit", GrpcBed.Saga(_gid, wait: false));

        Assert.Equal((10, "current status 'succeed', cannot sumbmit. FAILURE"), (again.Code, again.Details));
    }

    [Fact]
    public async Task Gid_IsNotStripped()
    {
        var gid = _gid + ";x";

        AssertOk(await _bed.DtmAsync("Submit", GrpcBed.Saga(gid, wait: true)));

        Assert.NotNull(await _bed.Silo.Transactions.GetAsync(gid, TestContext.Current.CancellationToken));
        Assert.Null(await _bed.Silo.Transactions.GetAsync(_gid + "x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Trace_OfTheClient_GoesOnToTheBranches()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        var (_, answer) = _bed.Python.Start(
            _bed.Target, "/dtmgimp.Dtm/Submit", "Request", GrpcBed.Saga(_gid, wait: true, _bed.Python.Url("Ok")), "Empty", metadata: [["traceparent", $"00-{Trace}-b7ad6b7169203331-01"]]);

        AssertOk(await answer);

        Assert.Contains(Trace, (await _bed.Python.SeenAsync(call => call["dtm-gid"] == _gid))["traceparent"], StringComparison.Ordinal);
    }

    private static void AssertOk(PeerAnswer answer) => Assert.Equal((0, ""), (answer.Code, answer.Details));

    private Dictionary<string, object> Trans(string type, bool wait = false) => new() { ["Gid"] = _gid, ["TransType"] = type, ["TransOptions"] = new { WaitResult = wait } };

    private Dictionary<string, object> Message(bool wait = false)
    {
        var message = Trans("msg", wait);
        message["Steps"] = JsonSerializer.Serialize(new[] { new { action = _bed.Python.Url("Deliver") } });
        message["BinPayloads"] = new[] { Convert.ToBase64String("m"u8) };
        message["QueryPrepared"] = _bed.Python.Url("Check");
        return message;
    }

    private Dictionary<string, object> Workflow()
    {
        var workflow = Trans("workflow");
        workflow["CustomedData"] = $$"""{"name":"pay","data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"a":1}"""))}}"}""";
        workflow["QueryPrepared"] = "127.0.0.1:9/workflow.Workflow/Execute";
        return workflow;
    }

    private async Task RegisterTccAsync(string branch, string confirm = "Confirm") => AssertOk(await _bed.DtmAsync("RegisterBranch", Tcc(branch, confirm)));

    private object Tcc(string branch, string confirm) => new
    {
        Gid = _gid,
        TransType = "tcc",
        BranchID = branch,
        Data = new { confirm = _bed.Python.Url(confirm), cancel = _bed.Python.Url("Cancel") },
        BusiPayload = "CAc=",
    };

    private static string Sorted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', json.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{Sorted(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', json.EnumerateArray().Select(Sorted)) + "]",
        _ => json.GetRawText(),
    };
}
