using System.Net;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Prepared, and its client does not come back (protocol section 5): what becomes of it, and when. The silo is this class's own: its clock is moved.</summary>
public sealed class PreparedTests : IAsyncLifetime
{
    private readonly DtmBed _bed = new();

    public ValueTask InitializeAsync() => _bed.InitializeAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData("tcc", "01 cancel", "02 cancel")]
    [InlineData("xa", "01 rollback", "02 rollback")]
    public async Task TwoPhase_NotEnded_IsRolledBackAtItsTimeout(string mode, string first, string second)
    {
        var gid = await PreparedAsync(mode);
        await _bed.PostAsync("registerBranch", _bed.Branch(mode, gid, "02"));

        await QuietAfterAsync(gid, 34);
        Assert.Equal("prepared", await _bed.StatusAsync(gid));
        Assert.Equal(0, _bed.Participants.CountOf(gid));

        await LookAfterAsync(gid, 1);
        Assert.Equal("failed", (await _bed.SettleAsync(gid, "failed"))[0]);
        Assert.Equal([first, second], Calls(gid));
        Assert.Equal("Timeout after 35 seconds", await ReasonAsync(gid));
        Assert.Equal(HttpStatusCode.Conflict, (await _bed.PostAsync("registerBranch", _bed.Branch(mode, gid, "03"))).Code);
        Assert.Equal(HttpStatusCode.Conflict, (await _bed.PostAsync("submit", _bed.Start(mode, gid))).Code);
    }

    [Fact]
    public async Task Xa_WithoutBranches_FailsAtItsOwnTimeoutAndCannotBeSubmitted()
    {
        var gid = DtmBed.NewGid();
        await _bed.PostAsync("prepare", _bed.Start("xa", gid, body => body["timeout_to_fail"] = 120));

        await QuietAfterAsync(gid, 119);
        Assert.Equal("prepared", await _bed.StatusAsync(gid));
        await LookAfterAsync(gid, 1);

        Assert.Equal(["failed"], await _bed.SettleAsync(gid, "failed"));
        Assert.Equal("Timeout after 120 seconds", await ReasonAsync(gid));
        Assert.Equal(HttpStatusCode.Conflict, (await _bed.PostAsync("submit", _bed.Start("xa", gid))).Code);
    }

    [Fact]
    public async Task Saga_NotSubmitted_WaitsForEver()
    {
        var gid = await PreparedAsync("saga");

        await QuietAfterAsync(gid, 10 * 86_400);

        Assert.Equal("prepared", await _bed.StatusAsync(gid));
        Assert.Equal(HttpStatusCode.OK, (await _bed.PostAsync("submit", _bed.Saga(gid))).Code);
        Assert.Equal("succeed", (await _bed.SettleAsync(gid, "succeed"))[0]);
    }

    [Theory]
    [InlineData(0, 35)]
    [InlineData(120, 120)]
    public async Task Message_NotSubmitted_AsksItsSenderAtTheTimeoutAndIsDelivered(int timeout, int seconds)
    {
        var gid = await PreparedAsync("msg", body => body["timeout_to_fail"] = timeout);

        await QuietAfterAsync(gid, seconds - 1);
        Assert.Equal(0, _bed.Participants.CountOf(gid));
        await LookAfterAsync(gid, 1);

        Assert.Equal(["succeed", "01 action succeed", "02 action succeed"], await _bed.SettleAsync(gid, "succeed"));
        Assert.Equal(["GET /ok 00 msg ", """POST /ok 01 action {"a":1}""", """POST /ok 02 action {"a":2}"""], _bed.Participants.CallsOf(gid));
        Assert.Equal(HttpStatusCode.Conflict, (await _bed.PostAsync("abort", _bed.Start("msg", gid))).Code);
    }

    [Fact]
    public async Task Message_WhoseSenderNeverCommitted_FailsWithoutACall()
    {
        var gid = await PreparedAsync("msg", body => body["query_prepared"] = _bed.Participants.Url("/fail"));

        await LookAfterAsync(gid, 35);

        Assert.Equal(["failed", "01 action prepared", "02 action prepared"], await _bed.SettleAsync(gid, "failed"));
        Assert.Equal(["GET /fail 00 msg "], _bed.Participants.CallsOf(gid));
        Assert.Equal($$"""url:{{_bed.Participants.Url("/fail")}} return failed: {"error":"no money FAILURE"}""", await ReasonAsync(gid));
        // The sender lied, and wants it delivered after all.
        Assert.Equal(HttpStatusCode.Conflict, (await _bed.PostAsync("submit", _bed.Start("msg", gid))).Code);
        Assert.Equal(1, _bed.Participants.CountOf(gid));
    }

    [Theory]
    [InlineData("ONGOING", 10)]
    [InlineData("broken", 20)]
    public async Task Message_WhoseSenderDoesNotKnowYet_IsAskedAgainAndTakenAtItsFirstWord(string unknown, int pause)
    {
        var gid = await PreparedAsync("msg", body => body["query_prepared"] = _bed.Participants.Url("/script/" + DtmBed.NewGid()));
        _bed.Participants.Script(gid, unknown, "FAILURE", "SUCCESS");
        await LookAfterAsync(gid, 35);
        Assert.Equal(1, (await _bed.SettleStoredAsync(gid, stored => stored.State.Callback.Attempts == 1)).State.Callback.Attempts);

        await QuietAfterAsync(gid, pause - 1);
        Assert.Equal(("prepared", 1), (await _bed.StatusAsync(gid), _bed.Participants.CountOf(gid)));
        await LookAfterAsync(gid, 2);

        // It would say yes the third time; nobody asks.
        Assert.Equal("failed", (await _bed.SettleAsync(gid, "failed"))[0]);
        Assert.Equal(2, _bed.Participants.CountOf(gid));
    }

    [Theory]
    [InlineData("submit", "succeed", 3)]
    [InlineData("abort", "failed", 1)]
    public async Task Message_WhileItsSenderIsAskedAndDoesNotAnswer_IsStillEndedByItsClient(string call, string status, int calls)
    {
        var name = DtmBed.NewGid();
        var gid = await PreparedAsync("msg", body => body["query_prepared"] = _bed.Participants.Url("/gate/" + name));
        await LookAfterAsync(gid, 35);
        await _bed.Participants.CalledAsync(gid);

        var answer = await _bed.PostAsync(call, _bed.Start("msg", gid));

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal(status, (await _bed.SettleAsync(gid, status))[0]);
        // What it says now, too late, moves nothing.
        _bed.Participants.Open(name);
        Assert.Equal(status, await _bed.StatusAsync(gid));
        Assert.Equal(calls, _bed.Participants.CountOf(gid));
    }

    [Fact]
    public async Task Message_WhoseSenderNeverAnswers_StaysPreparedAndAsksLater()
    {
        var gid = await PreparedAsync("msg", body => (body["query_prepared"], body["request_timeout"]) = (_bed.Participants.Url("/gate/" + DtmBed.NewGid()), 1));
        await LookAfterAsync(gid, 35);

        var asked = (await _bed.SettleStoredAsync(gid, stored => stored.State.Callback.Attempts == 1)).State;

        Assert.Equal((TransactionStatus.Prepared, BranchOutcome.Error, 20), (asked.Status, asked.Callback.LastOutcome, asked.Callback.IntervalSeconds));
        var shown = (await _bed.GetAsync("query?gid=" + gid)).Json.GetProperty("transaction");
        Assert.Equal(20, shown.GetProperty("next_cron_interval").GetInt32());
    }

    [Fact]
    public async Task Workflow_WhoseClientIsSilent_IsCalledBackUnderItsName()
    {
        var gid = await PreparedAsync("workflow");

        await QuietAfterAsync(gid, 9);
        Assert.Equal(0, _bed.Participants.CountOf(gid));
        await LookAfterAsync(gid, 1);
        await _bed.SettleStoredAsync(gid, stored => stored.State.Callback.Attempts == 1);

        // A 200 to the callback ends nothing: the client itself must say how it ended.
        Assert.Equal(["prepared"], await _bed.StateAsync(gid));
        Assert.Equal(["POST /ok 00 wf {}"], _bed.Participants.CallsOf(gid));
        Assert.Equal(HttpStatusCode.OK, (await _bed.PostAsync("submit", DtmBedModes.End(gid, "succeed"))).Code);
        Assert.Equal(["succeed"], await _bed.StateAsync(gid));
    }

    [Fact]
    public async Task Workflow_ThatRecordsProgress_IsLeftAloneForAnotherInterval()
    {
        var gid = await PreparedAsync("workflow");
        await QuietAfterAsync(gid, 9);
        await _bed.PostAsync("registerBranch", _bed.Branch("workflow", gid));

        await QuietAfterAsync(gid, 9);
        Assert.Equal(0, _bed.Participants.CountOf(gid));
        await LookAfterAsync(gid, 1);

        await _bed.SettleStoredAsync(gid, stored => stored.State.Callback.Attempts == 1);
        Assert.Equal(["00 wf"], Calls(gid));
    }

    [Fact]
    public async Task Message_WithADelay_IsDeliveredWhenItIsOver()
    {
        var gid = await PreparedAsync("msg");

        var answer = await _bed.PostAsync("submit", _bed.Start("msg", gid, body => (body["custom_data"], body["wait_result"]) = ("""{"delay":10}""", true)));

        Assert.Equal((HttpStatusCode.Conflict, "wait result not return success: FAILURE"), (answer.Code, answer.Message));
        await QuietAfterAsync(gid, 9);
        Assert.Equal(("submitted", 0), (await _bed.StatusAsync(gid), _bed.Participants.CountOf(gid)));
        await LookAfterAsync(gid, 1);
        Assert.Equal("succeed", (await _bed.SettleAsync(gid, "succeed"))[0]);
    }

    private async Task<string> PreparedAsync(string mode, Action<Dictionary<string, object?>>? change = null)
    {
        var gid = DtmBed.NewGid();
        var answer = await _bed.PostAsync(mode == "workflow" ? "prepareWorkflow" : "prepare", _bed.Start(mode, gid, change));
        Assert.True(answer.Code == HttpStatusCode.OK, answer.Text);
        if (mode is "tcc" or "xa")
            await _bed.PostAsync("registerBranch", _bed.Branch(mode, gid));
        return gid;
    }

    /// <summary>Lets time pass, and has the transaction look at it; the due worker does that by itself, only later.</summary>
    private async Task LookAfterAsync(string gid, int seconds)
    {
        _bed.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await _bed.Grain(gid).Wake();
    }

    /// <summary>Lets time pass in which nothing is to be done: whoever looks starts nothing.</summary>
    private async Task QuietAfterAsync(string gid, int seconds)
    {
        _bed.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(WakeOutcome.Idle, await _bed.Grain(gid).Wake());
    }

    private async Task<string?> ReasonAsync(string gid) => (await _bed.GetAsync("query?gid=" + gid)).Json.GetProperty("transaction").GetProperty("rollback_reason").GetString();

    /// <summary>"branch_id op" of every call, each once.</summary>
    private IEnumerable<string> Calls(string gid) =>
        _bed.Participants.CallsOf(gid).Select(call => string.Join(' ', call.Split(' ')[2..4])).Distinct().Order(StringComparer.Ordinal);
}
