using System.Collections.Immutable;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>What a finished transaction still answers when retention has reduced it to its tombstone, in a file and over a restart.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saga-retention-").FullName;
    private TestSilo _silo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder, "saga.db");

    public async ValueTask InitializeAsync() => _silo = await TestSilo.StartAsync(Database, Cancel);

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(TransactionStatus.Succeed, "", "b2s=")]
    [InlineData(TransactionStatus.Failed, "no stock", "")]
    [InlineData(TransactionStatus.Failed, "no stock", "bm8=")]
    public async Task Workflow_Retired_IsFoundByItsClientWithStatusReasonAndResult(TransactionStatus status, string reason, string result)
    {
        var workflow = Workflow("wf");
        Assert.Equal(ReplyCode.Ok, (await _silo.Transactions.PrepareWorkflowAsync(workflow, Cancel)).Reply.Code);
        var ended = Ended(workflow, status, reason, result);
        Assert.Equal(ReplyCode.Ok, (await _silo.Transactions.SubmitAsync(ended)).Code);
        await RetireAsync(status);
        await RestartAsync();

        var (reply, stored) = await _silo.Transactions.PrepareWorkflowAsync(workflow, Cancel);

        Assert.Equal((ReplyCode.Ok, status), (reply.Code, reply.Status));
        var state = stored!.State;
        Assert.NotNull(stored.Stored.Tombstone);
        Assert.Equal(
            (TransactionMode.Workflow, status, OrNull(reason), OrNull(result)),
            (state.Definition.Mode, state.Status, state.RollbackReason, state.Result));
        Assert.Empty(state.Progresses);

        // The end may be told again, but not another one.
        Assert.Equal(ReplyCode.Ok, (await _silo.Transactions.SubmitAsync(ended)).Code);
        var other = status == TransactionStatus.Failed ? TransactionStatus.Succeed : TransactionStatus.Failed;
        Assert.Equal(ReplyCode.WrongState, (await _silo.Transactions.SubmitAsync(Ended(workflow, other, "", ""))).Code);
    }

    [Fact]
    public async Task Create_OfARetiredGid_LosesToTheTombstone()
    {
        var workflow = Workflow("wf");
        await _silo.Transactions.PrepareWorkflowAsync(workflow, Cancel);
        await _silo.Transactions.SubmitAsync(Ended(workflow, TransactionStatus.Succeed, "", "b2s="));
        await RetireAsync(TransactionStatus.Succeed);
        var before = (await _silo.Transactions.GetAsync("wf", Cancel))!.Stored;
        await RestartAsync();

        var saga = await _silo.Transactions.SubmitAsync(TestSilo.Saga("wf", "http://127.0.0.1:1/never"));
        var write = await _silo.Journal.WriteAsync(
            TestSilo.Created(TestSilo.Saga("wf", "http://127.0.0.1:1/never"), new HotState(TransactionStatus.Submitted, null, DueKind.None)), JournalLane.Client, Cancel);

        Assert.Equal((ReplyCode.Invalid, JournalOutcome.Conflict), (saga.Code, write));
        var after = (await _silo.Transactions.GetAsync("wf", Cancel))!.Stored;
        Assert.Equal((before.Instance, before.Version, before.Hot, before.Tombstone), (after.Instance, after.Version, after.Hot, after.Tombstone));
    }

    [Fact]
    public async Task All_OfAFinishedWorkflow_ShowsItsResult()
    {
        var workflow = Workflow("wf");
        await _silo.Transactions.PrepareWorkflowAsync(workflow, Cancel);
        Assert.DoesNotContain("\"result\"", (await _silo.SendAsync(HttpMethod.Get, "api/dtmsvr/all", null, Cancel)).Body, StringComparison.Ordinal);
        await _silo.Transactions.SubmitAsync(Ended(workflow, TransactionStatus.Succeed, "", "b2s="));

        var all = await _silo.SendAsync(HttpMethod.Get, "api/dtmsvr/all", null, Cancel);
        var one = await _silo.SendAsync(HttpMethod.Get, "api/dtmsvr/query?gid=wf", null, Cancel);

        Assert.Contains("\"result\":\"b2s=\"", all.Body, StringComparison.Ordinal);
        Assert.Contains("\"result\":\"b2s=\"", one.Body, StringComparison.Ordinal);
    }

    private static StartTransaction Workflow(string gid) => new(
        gid, "workflow", [], [], """{"name":"wf","data":""}""", "http://127.0.0.1:1/resume", "", new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0), null);

    private static StartTransaction Ended(StartTransaction workflow, TransactionStatus status, string reason, string result) => workflow with
    {
        ReqExtra = new Dictionary<string, string> { ["status"] = WireNames.Of(status), ["rollback_reason"] = reason, ["result"] = result },
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private async Task RetireAsync(TransactionStatus status)
    {
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        var progress = await ((IJournalMaintenance)_silo.Journal).RetireAsync(status, later, later.AddDays(90), null, 100, Cancel);
        Assert.Equal(1, progress.Retired);
    }

    private async Task RestartAsync()
    {
        await _silo.App.StopAsync(Cancel);
        await _silo.DisposeAsync();
        _silo = await TestSilo.StartAsync(Database, Cancel);
    }
}
