using System.Net;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Protocol 1.5 for sagas: every call in every state.</summary>
public sealed class SagaTableTests(DtmBed bed)
{
    private const string Success = """{"dtm_result":"SUCCESS"}""";

    [Theory]
    [InlineData("none", "prepare", 200, "", "prepared")]
    [InlineData("none", "submit", 200, "", "succeed")]
    [InlineData("none", "abort", 500, "no TransGlobal with gid: GID found", null)]
    [InlineData("none", "forceStop", 500, "no TransGlobal with gid: GID found", null)]
    [InlineData("none", "resetNextCronTime", 500, "no TransGlobal with gid: GID found", null)]
    [InlineData("prepared", "prepare", 200, "", "prepared")]
    [InlineData("prepared", "submit", 200, "", "succeed")]
    [InlineData("prepared", "abort", 409, "trans type: 'saga' current status 'prepared', cannot abort. FAILURE", "prepared")]
    [InlineData("prepared", "forceStop", 200, "", "failed")]
    [InlineData("prepared", "resetNextCronTime", 200, "", "prepared")]
    [InlineData("submitted", "prepare", 409, "current status 'submitted', cannot prepare. FAILURE", "submitted")]
    [InlineData("submitted", "submit", 200, "", "submitted")]
    [InlineData("submitted", "abort", 409, "trans type: 'saga' current status 'submitted', cannot abort. FAILURE", "submitted")]
    [InlineData("submitted", "forceStop", 200, "", "failed")]
    [InlineData("submitted", "resetNextCronTime", 200, "", "submitted")]
    [InlineData("aborting", "prepare", 409, "current status 'aborting', cannot prepare. FAILURE", "aborting")]
    [InlineData("aborting", "submit", 409, "current status 'aborting', cannot sumbmit. FAILURE", "aborting")]
    [InlineData("aborting", "abort", 409, "trans type: 'saga' current status 'aborting', cannot abort. FAILURE", "aborting")]
    [InlineData("aborting", "forceStop", 200, "", "failed")]
    [InlineData("aborting", "resetNextCronTime", 200, "", "aborting")]
    [InlineData("succeed", "prepare", 409, "current status 'succeed', cannot prepare. FAILURE", "succeed")]
    [InlineData("succeed", "submit", 409, "current status 'succeed', cannot sumbmit. FAILURE", "succeed")]
    [InlineData("succeed", "abort", 409, "trans type: 'saga' current status 'succeed', cannot abort. FAILURE", "succeed")]
    [InlineData("succeed", "forceStop", 409, "global transaction force stop error. status: succeed. error: FAILURE", "succeed")]
    [InlineData("succeed", "resetNextCronTime", 200, "", "succeed")]
    [InlineData("failed", "prepare", 409, "current status 'failed', cannot prepare. FAILURE", "failed")]
    [InlineData("failed", "submit", 409, "current status 'failed', cannot sumbmit. FAILURE", "failed")]
    [InlineData("failed", "abort", 409, "trans type: 'saga' current status 'failed', cannot abort. FAILURE", "failed")]
    [InlineData("failed", "forceStop", 409, "global transaction force stop error. status: failed. error: FAILURE", "failed")]
    [InlineData("failed", "resetNextCronTime", 200, "", "failed")]
    public async Task Call_InState_IsAnsweredAsInTheTable(string state, string call, int code, string message, string? after)
    {
        var gid = await bed.SagaInAsync(state);

        var answer = await bed.PostAsync(call, bed.Saga(gid));

        Assert.Equal(code, (int)answer.Code);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType?.ToString());
        if (code == 200)
            Assert.Equal(Success, answer.Text);
        else
            Assert.Equal(message.Replace("GID", gid, StringComparison.Ordinal), answer.Message);
        Assert.Equal(code == 409, answer.Text.StartsWith("""{"dtm_result":"FAILURE",""", StringComparison.Ordinal));
        Assert.Equal(code == 500, answer.Text.StartsWith("""{"message":""", StringComparison.Ordinal));
        if (after == "succeed")
            Assert.Equal(after, (await bed.SettleAsync(gid, after))[0]);
        else
            Assert.Equal(after, await bed.StatusAsync(gid));
    }

    [Fact]
    public async Task Submit_WhileSubmitted_StartsAnotherPassOfTheStoredBranches()
    {
        var gid = await bed.SagaInAsync("submitted");

        var answer = await bed.PostAsync("submit", bed.Saga(gid, body => body["wait_result"] = true));

        Assert.Equal((HttpStatusCode.Conflict, "wait result not return success: FAILURE"), (answer.Code, answer.Message));
        Assert.Equal(["""POST /error 01 action {"a":1}"""], bed.Participants.CallsOf(gid));
        Assert.Equal(2, bed.Participants.CountOf(gid));
    }

    [Fact]
    public async Task Submit_AfterPrepare_RunsTheStoredSteps()
    {
        var gid = await bed.SagaInAsync("prepared");

        var answer = await bed.PostAsync("submit", new { gid, trans_type = "saga", wait_result = true });

        Assert.Equal((HttpStatusCode.OK, Success), (answer.Code, answer.Text));
        Assert.Equal(["""POST /ok 01 action {"a":1}""", """POST /ok 02 action {"a":2}"""], bed.Participants.CallsOf(gid));
    }

    [Theory]
    [InlineData("prepare", "current status 'STATUS', cannot prepare. FAILURE")]
    [InlineData("submit", "current status 'STATUS', cannot sumbmit. FAILURE")]
    [InlineData("abort", "trans type: 'saga' current status 'STATUS', cannot abort. FAILURE")]
    [InlineData("forceStop", "global transaction force stop error. status: STATUS. error: FAILURE")]
    public async Task Call_AfterRetention_IsAnsweredAsForAnyFinishedSaga(string call, string message)
    {
        // A silo of its own: retention takes everything that is finished.
        await using var own = new DtmBed();
        await own.InitializeAsync();
        foreach (var (status, name) in new[] { (Grains.TransactionStatus.Succeed, "succeed"), (Grains.TransactionStatus.Failed, "failed") })
        {
            var gid = await own.SagaInAsync(name);
            var later = TimeProvider.System.GetUtcNow().AddMinutes(1);
            var retired = await own.Maintenance.RetireAsync(status, later, later.AddDays(1), null, 100, TestContext.Current.CancellationToken);
            Assert.Equal(1, retired.Retired);

            var answer = await own.PostAsync(call, own.Saga(gid));

            Assert.Equal((HttpStatusCode.Conflict, message.Replace("STATUS", name, StringComparison.Ordinal)), (answer.Code, answer.Message));
            var state = await own.StateAsync(gid);
            Assert.Equal([name], state);
        }
    }

    [Fact]
    public async Task Abort_UnknownWithUnusableGid_IsRefused()
    {
        var answer = await bed.PostAsync("abort", new { gid = "", trans_type = "saga" });

        Assert.Equal((HttpStatusCode.InternalServerError, "gid: missing"), (answer.Code, answer.Message));
    }
}
