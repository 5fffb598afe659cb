using System.Net;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>Clients that do not agree, all at once, on one gid: there is one decision, and nothing that was accepted is lost.</summary>
public sealed class SameGidRaceTests(DtmBed bed)
{
    private const int AtOnce = 100;

    [Theory]
    [InlineData("tcc", "confirm", "cancel")]
    [InlineData("xa", "commit", "rollback")]
    public async Task SubmitAbortAndRegister_AtOnce_EndInOneDecisionForEveryAcceptedBranch(string mode, string forward, string backward)
    {
        for (var round = 0; round < 5; round++)
        {
            var gid = DtmBed.NewGid();
            await bed.PostAsync("prepare", bed.Start(mode, gid));
            await bed.PostAsync("registerBranch", bed.Branch(mode, gid));
            var end = new { gid, trans_type = mode };

            var answers = await AtOnceAsync(i => (i % 4) switch
            {
                0 => ("submit", end),
                1 => ("abort", end),
                _ => ("registerBranch", bed.Branch(mode, gid, $"02{i:00}")),
            });

            var state = await bed.SettleAsync(gid, found => found[0] is "succeed" or "failed");
            var (call, other, accepted) = state[0] == "succeed" ? (forward, backward, "submit") : (backward, forward, "abort");
            Assert.All(answers, answer => Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{answer.Call}: {answer.Text}"));
            Assert.Contains(answers, answer => answer.Call == accepted && answer.Code == HttpStatusCode.OK);
            Assert.DoesNotContain(answers, answer => answer.Call is "submit" or "abort" && answer.Call != accepted && answer.Code == HttpStatusCode.OK);
            string[] branches = ["01", .. answers.Where(answer => answer.Call == "registerBranch" && answer.Code == HttpStatusCode.OK).Select(answer => answer.BranchId!).Order(StringComparer.Ordinal)];
            Assert.Equal(branches.Select(id => $"{id} {call}"), CalledOps(gid));
            Assert.Equal(branches.Length * 2, state.Length - 1);
            Assert.All(state.Skip(1).Where(row => row.Contains($" {call} ", StringComparison.Ordinal)), row => Assert.EndsWith(" succeed", row, StringComparison.Ordinal));
            Assert.All(state.Skip(1).Where(row => row.Contains($" {other} ", StringComparison.Ordinal)), row => Assert.EndsWith(" prepared", row, StringComparison.Ordinal));
            Assert.Equal(1, await DecisionsAsync(gid));
        }
    }

    [Fact]
    public async Task SubmitAndAbortOfAMessage_AtOnce_DeliverItOrDropIt()
    {
        for (var round = 0; round < 5; round++)
        {
            var gid = await bed.InStateAsync("msg", "prepared");

            var answers = await AtOnceAsync(i => (i % 2 == 0 ? "submit" : "abort", bed.Start("msg", gid)));

            var state = await bed.SettleAsync(gid, found => found[0] is "succeed" or "failed");
            var accepted = state[0] == "succeed" ? "submit" : "abort";
            Assert.All(answers, answer => Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.Text));
            Assert.All(answers.Where(answer => answer.Code == HttpStatusCode.OK), answer => Assert.Equal(accepted, answer.Call));
            Assert.Equal(state[0] == "succeed" ? ["01 action", "02 action"] : [], CalledOps(gid));
        }
    }

    [Fact]
    public async Task EndsAndProgressOfAWorkflow_AtOnce_LeaveOneEndAndEveryAcceptedRow()
    {
        for (var round = 0; round < 5; round++)
        {
            var gid = await bed.InStateAsync("workflow", "prepared");

            var answers = await AtOnceAsync(i => (i % 4) switch
            {
                0 => ("submit", DtmBedModes.End(gid, "succeed")),
                1 => ("submit", DtmBedModes.End(gid, "failed", "no")),
                _ => ("registerBranch", bed.Branch("workflow", gid, $"02{i:00}")),
            });

            Assert.All(answers, answer => Assert.True(answer.Code is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.Text));
            var stored = (await bed.PostAsync("prepareWorkflow", bed.Start("workflow", gid))).Json;
            var status = stored.GetProperty("transaction").GetProperty("status").GetString();
            Assert.Equal(AtOnce / 4, answers.Count(answer => answer.Call == "submit" && answer.Code == HttpStatusCode.OK));
            Assert.All(answers.Where(answer => answer.Call == "submit"), answer => Assert.Equal(answer.Status == status, answer.Code == HttpStatusCode.OK));
            Assert.Equal(
                answers.Where(answer => answer.Call == "registerBranch" && answer.Code == HttpStatusCode.OK).Select(answer => answer.BranchId).Order(StringComparer.Ordinal),
                stored.GetProperty("progresses").EnumerateArray().Select(row => row.GetProperty("branch_id").GetString()).Order(StringComparer.Ordinal));
            Assert.Equal(1, await DecisionsAsync(gid));
        }
    }

    [Theory]
    [InlineData("tcc")]
    [InlineData("workflow")]
    public async Task TheSameBranch_RegisteredAtOnce_IsThereOnce(string mode)
    {
        var gid = await bed.InStateAsync(mode, "prepared");

        var answers = await AtOnceAsync(_ => ("registerBranch", bed.Branch(mode, gid, "07")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Code));
        Assert.Equal(mode == "tcc" ? 2 : 1, (await bed.StateAsync(gid)).Count(row => row.StartsWith("07 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task OneBranchWithManyContents_RegisteredAtOnce_IsTheOneThatWasAccepted()
    {
        var gid = await bed.InStateAsync("workflow", "prepared");

        var answers = await AtOnceAsync(i =>
        {
            var body = bed.Branch("workflow", gid, "07");
            body["data"] = $"{i}";
            return ("registerBranch", body);
        });

        var accepted = Assert.Single(answers, answer => answer.Code == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != accepted), answer => Assert.Equal(HttpStatusCode.InternalServerError, answer.Code));
        var row = (await bed.GetAsync("query?gid=" + gid)).Json.GetProperty("branches").EnumerateArray().Single();
        Assert.Equal(accepted.Data, System.Text.Encoding.UTF8.GetString(row.GetProperty("bin_data").GetBytesFromBase64()));
    }

    private async Task<Answer[]> AtOnceAsync(Func<int, (string Call, object Body)> request) =>
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async i =>
        {
            var (call, body) = request(i);
            var fields = body as Dictionary<string, object?>;
            var answer = await bed.PostAsync(call, body);
            var extra = fields?.GetValueOrDefault("req_extra") as Dictionary<string, string>;
            return new Answer(call, answer.Code, answer.Text, fields?.GetValueOrDefault("branch_id") as string, fields?.GetValueOrDefault("data") as string, extra?["status"]);
        }));

    /// <summary>"branch_id op" of every call, each once.</summary>
    private IEnumerable<string> CalledOps(string gid) =>
        bed.Participants.CallsOf(gid).Select(call => string.Join(' ', call.Split(' ')[2..4])).Distinct().Order(StringComparer.Ordinal);

    /// <summary>How many decisions the journal holds.</summary>
    private async Task<int> DecisionsAsync(string gid)
    {
        var stored = (await bed.StoredAsync(gid))!;
        var history = await bed.Transactions.HistoryAsync(stored.Stored.Instance, 1, 1000, TestContext.Current.CancellationToken);
        var events = history.SelectMany(record => record.Envelope.Events).ToList();
        return stored.State.Definition.Mode == Grains.TransactionMode.Workflow
            ? events.Count(happened => happened is TransactionFinished)
            : events.Count(happened => happened is TransactionSubmitted or AbortDecided);
    }

    private sealed record Answer(string Call, HttpStatusCode Code, string Text, string? BranchId, string? Data, string? Status);
}
