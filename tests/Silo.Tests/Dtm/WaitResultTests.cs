using System.Net;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>wait_result of sagas (protocol 1.5).</summary>
public sealed class WaitResultTests(DtmBed bed)
{
    private const string NotYet = "wait result not return success: FAILURE";

    [Theory]
    [InlineData("/ok", 200, "", "succeed")]
    [InlineData("/fail", 409, "url:BASE/fail return failed: {\"error\":\"no money FAILURE\"} FAILURE", "aborting")]
    [InlineData("/act-fail", 409, "url:BASE/act-fail return failed: {\"error\":\"no money FAILURE\"} FAILURE", "failed")]
    [InlineData("/ongoing", 409, NotYet, "submitted")]
    [InlineData("/error", 409, NotYet, "submitted")]
    public async Task Submit_Waiting_AnswersTheEndOfThePass(string second, int code, string message, string status)
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync("submit", bed.Saga(gid, body =>
        {
            body["steps"] = new[] { bed.Step("/ok", "/ok"), bed.Step(second, second) };
            body["wait_result"] = true;
        }));

        Assert.Equal(code, (int)answer.Code);
        if (code != 200)
            Assert.Equal(message.Replace("BASE", bed.Participants.Base, StringComparison.Ordinal), answer.Message);
        Assert.Equal(status, await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_WaitingWithoutSteps_Succeeds()
    {
        var gid = DtmBed.NewGid();

        var answer = await bed.PostAsync("submit", new { gid, trans_type = "saga", wait_result = true });

        Assert.Equal(HttpStatusCode.OK, answer.Code);
        Assert.Equal(["succeed"], await bed.StateAsync(gid));
    }

    [Fact]
    public async Task Submit_Waiting_AnswersAfterTheParticipantDid()
    {
        var gid = DtmBed.NewGid();
        var waiting = bed.PostAsync("submit", bed.Saga(gid, body =>
        {
            bed.OneStep(body, "/gate/" + gid);
            body["wait_result"] = true;
        }));
        await bed.SettleAsync(gid, "submitted");
        Assert.False(waiting.IsCompleted);

        bed.Participants.Open(gid);

        Assert.Equal(HttpStatusCode.OK, (await waiting).Code);
        Assert.Equal("succeed", await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_StoppedByForceWhileWaiting_IsNoSuccess()
    {
        var gid = DtmBed.NewGid();
        var waiting = bed.PostAsync("submit", bed.Saga(gid, body =>
        {
            bed.OneStep(body, "/gate/" + gid);
            body["wait_result"] = true;
        }));
        await bed.SettleAsync(gid, "submitted");

        await bed.PostAsync("forceStop", new { gid });

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.Conflict, NotYet), (answer.Code, answer.Message));
        bed.Participants.Open(gid);
    }

    [Fact]
    public async Task Submit_TimedOut_NamesTheTimeoutAsReason()
    {
        var gid = DtmBed.NewGid();
        var waiting = bed.PostAsync("submit", bed.Saga(gid, body =>
        {
            bed.OneStep(body, "/gate/" + gid);
            body["wait_result"] = true;
            body["timeout_to_fail"] = 1;
        }));
        await bed.SettleAsync(gid, "aborting");
        bed.Participants.Open(gid);

        var answer = await waiting;

        Assert.Equal((HttpStatusCode.Conflict, "Timeout after 1 seconds FAILURE"), (answer.Code, answer.Message));
    }
}
