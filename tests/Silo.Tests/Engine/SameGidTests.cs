using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>One gid submitted again and again: nothing that has been done is done twice.</summary>
public sealed class SameGidTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_AHundredTimesAtOnce_IsOneSaga()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = async _ =>
        {
            await release.Task;
            return (200, "");
        };
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b");

        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => silo.Transactions.SubmitAsync(saga), Cancel)));
        release.SetResult();
        await store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);

        Assert.All(replies, reply => Assert.Equal((ReplyCode.Ok, 1), (reply.Code, reply.Version)));
        Assert.Equal(["01/action", "02/action"], participant.CallsOf("g1"));
        Assert.Single(await silo.Transactions.ListAsync(new("g1", null, null, null, null, null, null, null, 10), Cancel));
    }

    [Fact]
    public async Task Submit_OfAParticipantThatIsBeingCalled_DoesNotCallItAgain()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = async call =>
        {
            arrived.TrySetResult();
            await release.Task;
            return call is { BranchId: "01", Op: "action" } ? (409, "FAILURE") : (200, "");
        };
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a");

        await silo.Transactions.PrepareAsync(saga);
        Assert.Empty(participant.Calls);
        await silo.Transactions.SubmitAsync(saga);
        await arrived.Task.WaitAsync(Cancel);
        Assert.Equal(ReplyCode.Ok, (await silo.Transactions.SubmitAsync(saga)).Code);
        Assert.Equal(ReplyCode.WrongState, (await silo.Transactions.PrepareAsync(saga)).Code);
        release.SetResult();
        await store.WhenAsync("g1", TransactionStatus.Failed, Cancel);
        Assert.Equal(ReplyCode.WrongState, (await silo.Transactions.SubmitAsync(saga)).Code);

        Assert.Equal(["01/action", "01/compensate"], participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Submit_AfterRetention_IsRefusedUntilTheTombstoneIsGone()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a");
        await silo.RunAsync(saga, Cancel);
        var first = (await silo.Transactions.GetAsync("g1", Cancel))!.Stored.Instance;
        var maintenance = (IJournalMaintenance)silo.Journal;
        var later = TimeProvider.System.GetUtcNow().AddDays(1);
        await maintenance.RetireAsync(TransactionStatus.Succeed, later, later.AddDays(90), null, 100, Cancel);

        var tombstone = await silo.Transactions.SubmitAsync(saga);
        await maintenance.DeleteTombstonesAsync(later.AddDays(91), 100, Cancel);
        Assert.Equal((ReplyCode.WrongState, TransactionStatus.Succeed), (tombstone.Code, tombstone.Status));
        Assert.Single(participant.Calls);

        var end = await silo.RunAsync(saga, Cancel);
        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.NotEqual(first, (await silo.Transactions.GetAsync("g1", Cancel))!.Stored.Instance);
        Assert.Equal(["01/action", "01/action"], participant.CallsOf("g1"));
    }
}
