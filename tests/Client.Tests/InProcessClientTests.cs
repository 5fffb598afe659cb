using OrleansSaga.Samples.Transfers;

namespace OrleansSaga.Client.Tests;

/// <summary>The client against a real silo in the same process.</summary>
public sealed class InProcessClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private ClientBed _bed = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bed = await ClientBed.StartAsync(Token);

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Saga_ThatAllAccept_IsSubmittedAndSucceeds()
    {
        var submitted = await _bed.Client.SubmitAsync(_bed.Transfer("transfer-1"), Token);
        var end = await _bed.Client.WaitAsync("transfer-1", Long, Token);

        Assert.Equal(("transfer-1", true), (submitted.Gid, submitted.IsNew));
        Assert.Equal((TransactionStatus.Succeed, TransactionMode.Saga, true, 2), (end.Status, end.Mode, end.IsFinal, end.BranchCount));
        Assert.Equal(["01", "02"], end.Branches.Select(branch => branch.BranchId));
        Assert.All(end.Branches, branch => Assert.Equal((BranchProgress.Succeed, BranchProgress.NotNeeded), (branch.Forward, branch.Backward)));
        Assert.True(end.FinishedAt >= end.CreatedAt);
        Assert.Null(end.RollbackReason);
        Assert.Equal(["01/action", "02/action"], _bed.Participant.CallsOf("transfer-1"));
        Assert.All(_bed.Participant.Calls, call => Assert.Equal("""{"amount":30}""", call.Body));
    }

    [Fact]
    public async Task Saga_ThatIsRefused_FailsWithTheReason()
    {
        _bed.Participant.Answer = call => Task.FromResult(call is { BranchId: "02", Op: "action" } ? (409, "no such account") : (200, ""));

        await _bed.Client.SubmitAsync(_bed.Transfer("transfer-2"), Token);
        var end = await _bed.Client.WaitAsync("transfer-2", Long, Token);

        Assert.Equal(TransactionStatus.Failed, end.Status);
        Assert.Contains("no such account", end.RollbackReason, StringComparison.Ordinal);
        Assert.Equal((BranchProgress.Succeed, BranchProgress.Succeed), (end.Branches[0].Forward, end.Branches[0].Backward));
        Assert.Equal(BranchProgress.Failed, end.Branches[1].Forward);
        Assert.Contains("01/compensate", _bed.Participant.CallsOf("transfer-2"));
    }

    [Fact]
    public async Task Submit_WhoseReplyIsLost_StartsOnce_AndIsAnsweredAsTheFirst()
    {
        var tries = new List<string>();
        var client = _bed.ClientBehind(grain => GrainDouble.Of(call => SubmitAsync(grain, (StartTransaction)call.Arguments[0]!)));

        var submitted = await client.SubmitAsync(_bed.Transfer("transfer-3"), Token);
        var end = await _bed.Client.WaitAsync("transfer-3", Long, Token);

        Assert.True(submitted.IsNew);
        Assert.Equal(2, tries.Count);
        Assert.Single(tries.Distinct());
        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["01/action", "02/action"], _bed.Participant.CallsOf("transfer-3"));

        async Task<TransactionReply> SubmitAsync(ITransactionGrain grain, StartTransaction request)
        {
            var reply = await grain.Submit(request);
            tries.Add(request.RequestId);
            return tries.Count == 1 ? throw new TimeoutException("lost") : reply;
        }
    }

    [Fact]
    public async Task Submit_OfWhatHasEnded_IsRefusedWithItsStatus()
    {
        await _bed.Client.SubmitAsync(_bed.Transfer("transfer-4"), Token);
        await _bed.Client.WaitAsync("transfer-4", Long, Token);

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => _bed.Client.SubmitAsync(_bed.Transfer("transfer-4"), Token));

        Assert.Equal((ReplyCode.WrongState, TransactionStatus.Succeed, "transfer-4"), (refused.Code, refused.Status, refused.Gid));
    }

    [Fact]
    public async Task Submit_ThatOnlyTheServerRefuses_NamesTheField()
    {
        var saga = _bed.Transfer("transfer-5");
        var circle = saga with { Steps = [saga.Steps[0] with { After = [1] }, saga.Steps[1]] };

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => _bed.Client.SubmitAsync(circle, Token));

        Assert.Equal(ReplyCode.Invalid, refused.Code);
        Assert.Contains("custom_data.orders", refused.Message, StringComparison.Ordinal);
        Assert.Null(await _bed.Client.GetAsync("transfer-5", Token));
    }

    [Fact]
    public async Task Gid_ThatIsUnknown_IsNullToGet_AndNotFoundToWait()
    {
        Assert.Null(await _bed.Client.GetAsync("nobody", Token));

        var refused = await Assert.ThrowsAsync<TransactionRefusedException>(() => _bed.Client.WaitAsync("nobody", Long, Token));

        Assert.Equal(ReplyCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task Wait_ThatIsOver_ReturnsTheStateOfThen()
    {
        var gate = new TaskCompletionSource();
        _bed.Participant.Answer = async _ =>
        {
            await gate.Task;
            return (200, "");
        };
        await _bed.Client.SubmitAsync(_bed.Transfer("transfer-6"), Token);

        var meanwhile = await _bed.Client.WaitAsync("transfer-6", TimeSpan.FromMilliseconds(50), Token);
        var waiting = _bed.Client.WaitAsync("transfer-6", Long, Token);
        gate.SetResult();
        var end = await waiting;

        Assert.Equal((TransactionStatus.Submitted, false, BranchProgress.Pending), (meanwhile.Status, meanwhile.IsFinal, meanwhile.Branches[0].Forward));
        Assert.Equal(TransactionStatus.Succeed, end.Status);
    }

    [Fact]
    public async Task Wait_ThroughRetries_EndsWithTheTransaction()
    {
        var calls = 0;
        _bed.Participant.Answer = _ => Task.FromResult(Interlocked.Increment(ref calls) < 3 ? (500, "busy") : (200, ""));

        // The pauses end the activation's stay in memory no sooner than it is due again: both ways of waiting are taken.
        await _bed.Client.SubmitAsync(_bed.Transfer("transfer-7") with { RetryInterval = TimeSpan.FromSeconds(1) }, Token);
        var end = await _bed.Client.WaitAsync("transfer-7", Long, Token);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
    }

    [Fact]
    public async Task Tags_AndOrder_ReachTheServer()
    {
        var saga = _bed.Transfer("transfer-8");
        saga = saga with { Concurrent = true, Tags = new Dictionary<string, string> { ["customer"] = "42" }, Steps = [saga.Steps[0] with { After = [1] }, saga.Steps[1]] };

        await _bed.Client.SubmitAsync(saga, Token);
        await _bed.Client.WaitAsync("transfer-8", Long, Token);

        Assert.Equal(["02/action", "01/action"], _bed.Participant.CallsOf("transfer-8"));
    }

    [Fact]
    public async Task Sample_MovesMoney_OrSaysWhyNot()
    {
        _bed.Participant.Answer = call => Task.FromResult(call is { Gid: "sample-2", Path: "/in" } ? (409, "closed") : (200, ""));
        var transfers = new TransferService(_bed.Client);

        Assert.Equal("moved", await transfers.MoveAsync("sample-1", _bed.Participant.Url, _bed.Participant.Url, 30, Token));
        Assert.StartsWith("not moved: ", await transfers.MoveAsync("sample-2", _bed.Participant.Url, _bed.Participant.Url, 30, Token), StringComparison.Ordinal);
        // Who has lost the answer asks again.
        Assert.Equal("moved", await transfers.MoveAsync("sample-1", _bed.Participant.Url, _bed.Participant.Url, 30, Token));
        Assert.StartsWith("not moved: ", await transfers.MoveAsync("sample-2", _bed.Participant.Url, _bed.Participant.Url, 30, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_WithoutALimit_LastsUntilTheEnd()
    {
        await _bed.Client.SubmitAsync(_bed.Transfer("transfer-9"), Token);

        Assert.Equal(TransactionStatus.Succeed, (await _bed.Client.WaitAsync("transfer-9", Timeout.InfiniteTimeSpan, Token)).Status);
        Assert.Equal(TransactionStatus.Succeed, (await _bed.Client.WaitAsync("transfer-9", TimeSpan.MaxValue, Token)).Status);
    }
}
