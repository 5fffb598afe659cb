using System.Net;
using System.Text.Json;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Protocol 1.5: every call in every state of every mode.</summary>
public sealed class StateTableTests(DtmBed bed)
{
    private const string Success = """{"dtm_result":"SUCCESS"}""";

    private static readonly string[] Calls = ["prepare", "submit", "abort", "registerBranch", "prepareWorkflow", "forceStop", "resetNextCronTime"];

    [Fact]
    public void Table_HasEveryCallOfEveryModeInEveryState()
    {
        var all = from mode in DtmBedModes.Modes from state in StateTable.States where DtmBedModes.Has(mode, state) from call in Calls select $"{mode}/{state}/{call}";

        Assert.Equal(all.Order(StringComparer.Ordinal), StateTable.All().Select(row => $"{row.Data.Item1}/{row.Data.Item2}/{row.Data.Item3}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(StateTable.All), MemberType = typeof(StateTable))]
    public async Task Call_InState_IsAnsweredAsInTheTable(string mode, string state, string call, int code, string then)
    {
        var gid = await bed.InStateAsync(mode, state);
        var before = await bed.StateAsync(gid);

        var answer = await bed.PostAsync(call, Body(mode, call, gid));

        Assert.True(code == (int)answer.Code, answer.Text);
        Assert.Equal("application/json; charset=utf-8", answer.ContentType?.ToString());
        Assert.Equal(code == 409, answer.Text.StartsWith("""{"dtm_result":"FAILURE","message":""", StringComparison.Ordinal));
        Assert.Equal(code == 500, answer.Text.StartsWith("""{"message":""", StringComparison.Ordinal));
        if (code != 200)
        {
            Assert.Equal(then.Replace("GID", gid, StringComparison.Ordinal), answer.Message);
            Assert.Equal(before, await bed.StateAsync(gid));
            return;
        }

        if (call == "prepareWorkflow")
            Assert.Equal((then.Length > 0 ? then : state, JsonValueKind.Array), (answer.Json.GetProperty("transaction").GetProperty("status").GetString(), answer.Json.GetProperty("progresses").ValueKind));
        else
            Assert.Equal(Success, answer.Text);
        if (then.Length > 0)
            Assert.Equal(then, (await bed.SettleAsync(gid, then))[0]);
        else
            Assert.Equal(state, await bed.StatusAsync(gid));
    }

    [Theory]
    [InlineData("tcc", "prepare", "saga")]
    [InlineData("tcc", "submit", "saga")]
    [InlineData("tcc", "registerBranch", "xa")]
    [InlineData("xa", "registerBranch", "workflow")]
    [InlineData("msg", "submit", "tcc")]
    [InlineData("workflow", "submit", "msg")]
    public async Task Call_OfAnotherMode_IsRefusedAndChangesNothing(string mode, string call, string other)
    {
        var gid = await bed.InStateAsync(mode, "prepared");
        var before = await bed.StateAsync(gid);

        var answer = await bed.PostAsync(call, Body(other, call, gid));

        Assert.Equal((HttpStatusCode.InternalServerError, $"trans_type: the transaction is '{mode}', not '{other}'"), (answer.Code, answer.Message));
        Assert.Equal(before, await bed.StateAsync(gid));
    }

    private Dictionary<string, object?> Body(string mode, string call, string gid) => call switch
    {
        "registerBranch" => bed.Branch(mode, gid, "02"),
        "submit" when mode == "workflow" => DtmBedModes.End(gid, "succeed"),
        "abort" => new() { ["gid"] = gid, ["trans_type"] = mode, ["rollback_reason"] = "r" },
        "forceStop" or "resetNextCronTime" => new() { ["gid"] = gid },
        _ => bed.Start(mode, gid),
    };

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
    [InlineData("saga")]
    [InlineData("msg")]
    [InlineData("tcc")]
    [InlineData("xa")]
    [InlineData("workflow")]
    public async Task Call_AfterRetention_IsAnsweredAsForAnyFinishedTransaction(string mode)
    {
        // A silo of its own: retention takes everything that is finished.
        await using var own = new DtmBed();
        await own.InitializeAsync();
        foreach (var (status, name) in new[] { (Grains.TransactionStatus.Succeed, "succeed"), (Grains.TransactionStatus.Failed, "failed") })
        {
            var gid = await own.InStateAsync(mode, name);
            var later = TimeProvider.System.GetUtcNow().AddMinutes(1);
            Assert.Equal(1, (await own.Maintenance.RetireAsync(status, later, later.AddDays(1), null, 100, TestContext.Current.CancellationToken)).Retired);

            foreach (var row in StateTable.All().Select(row => row.Data).Where(row => row.Item1 == mode && row.Item2 == name))
            {
                var answer = await own.PostAsync(row.Item3, Body(mode, row.Item3, gid));

                Assert.True(row.Item4 == (int)answer.Code, $"{row.Item3}: {answer.Text}");
                if (row.Item4 != 200)
                    Assert.Equal(row.Item5.Replace("GID", gid, StringComparison.Ordinal), answer.Message);
                Assert.Equal([name], await own.StateAsync(gid));
            }
        }
    }

    [Fact]
    public async Task Abort_UnknownWithUnusableGid_IsRefused()
    {
        var answer = await bed.PostAsync("abort", new { gid = "", trans_type = "saga" });

        Assert.Equal((HttpStatusCode.InternalServerError, "gid: missing"), (answer.Code, answer.Message));
    }
}
