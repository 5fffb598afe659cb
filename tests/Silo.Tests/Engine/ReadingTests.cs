using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Transactions read through their grain, as clients in the cluster do: what is durable, whatever the activation is at.</summary>
public sealed class ReadingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_WhileATurnWaitsForTheStore_ReadsWhatIsDurable()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        using var go = new ManualResetEventSlim();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        store.Before = writes =>
        {
            if (!writes.Any(write => write is AppendWrite))
                return;
            held.TrySetResult();
            go.Wait(Patience);
        };

        await silo.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b"));
        await held.Task.WaitAsync(Patience, TimeProvider.System, Cancel);
        var meanwhile = await Grain(silo, "g1").Get().WaitAsync(Patience, TimeProvider.System, Cancel);
        go.Set();
        await store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);
        var end = await Grain(silo, "g1").Get();

        Assert.Equal((TransactionStatus.Submitted, 1L, BranchProgress.Pending), (meanwhile.Info!.Status, meanwhile.Info.Version, meanwhile.Info.Branches[0].Forward));
        Assert.Equal((TransactionStatus.Succeed, BranchProgress.Succeed), (end.Info!.Status, end.Info.Branches[1].Forward));
    }

    [Fact]
    public async Task Get_StoreAway_SaysSo_AndAfterwardsAnswers()
    {
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);

        store.Away = true;
        var away = await Grain(silo, "nobody").Get();
        store.Away = false;
        var back = await Grain(silo, "nobody").Get();

        Assert.Equal((ReplyCode.Unavailable, null), (away.Code, away.Info));
        Assert.Equal((ReplyCode.NotFound, null), (back.Code, back.Info));
    }

    [Fact]
    public async Task Get_OfWhatNobodyHasInMemory_LeavesNoActivation_AndCallsNobody()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        Assert.SkipUnless(silo.App.Services.GetServices<IHostedService>().Any(service => service.GetType().Name == "EmbeddedSilo"), "Only our own runtime tells how many activations there are.");
        var waits = new HotState(TransactionStatus.Submitted, TimeProvider.System.GetUtcNow().AddHours(1), DueKind.Wait);
        await silo.Journal.WriteAsync(TestSilo.Created(TestSilo.Saga("g1", participant.Url + "/a"), waits), JournalLane.Client, Cancel);

        var readings = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Grain(silo, i % 2 == 0 ? "g1" : "nobody").Get()));

        Assert.Equal(10, readings.Count(reading => reading is { Code: ReplyCode.Ok, Info.Gid: "g1" }));
        Assert.Equal(10, readings.Count(reading => reading is { Code: ReplyCode.NotFound, Info: null }));
        await WhenAllHaveLeftAsync(silo);
        Assert.Empty(participant.Calls);
    }

    private static ITransactionGrain Grain(TestSilo silo, string gid) => silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>(gid);

    private static async Task WhenAllHaveLeftAsync(TestSilo silo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        while (!(await silo.SendAsync(HttpMethod.Get, "/api/metrics", null, limit.Token)).Body.Contains("\norleanssaga_actor_activation_active 0\n", StringComparison.Ordinal))
            await Task.Yield();
    }
}
