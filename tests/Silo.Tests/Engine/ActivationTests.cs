using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Activations come and go: whoever has the transaction in memory drives it, and nobody else believes to.</summary>
public sealed class ActivationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_OfAWaitingSagaOutOfMemory_KeepsTheActivationThatCalls()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = _ => Task.FromResult((500, "down"));
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var saga = Unwaited(TestSilo.Saga("g1", participant.Url + "/a"));
        await silo.Transactions.SubmitAsync(saga);
        await store.WhenAsync("g1", hot => hot.DueKind == DueKind.Wait, Cancel);

        // The failure of the second call must be known to who called: another activation would not count it.
        Assert.Equal(ReplyCode.Ok, (await silo.Transactions.SubmitAsync(saga)).Code);
        await store.WhenAsync("g1", hot => hot.DueKind == DueKind.Wait, Cancel);

        var step = (await silo.Transactions.GetAsync("g1", Cancel))!.State.Steps[0];
        Assert.Equal((2, 2), (step.Attempts, step.Errors));
        Assert.Equal(2, participant.Calls.Count);
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("prepare")]
    public async Task RefusedRequest_OfASagaThatNobodyDrives_StillHasItDriven(string request)
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a");
        var guard = new HotState(TransactionStatus.Submitted, TimeProvider.System.GetUtcNow().AddHours(1), DueKind.Guard);
        await silo.Journal.WriteAsync(TestSilo.Created(saga, guard), JournalLane.Client, Cancel);

        var reply = request == "abort"
            ? await silo.Transactions.AbortAsync("g1", new AbortTransaction("saga", ""))
            : await silo.Transactions.PrepareAsync(saga);

        Assert.Equal((ReplyCode.WrongState, TransactionStatus.Submitted), (reply.Code, reply.Status));
        await store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);
        Assert.Equal(["01/action"], participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Tick_ThatFindsTheQueueFull_ComesAgainLaterAndNotAtOnce()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var answers = 0;
        participant.Answer = _ => Task.FromResult(Interlocked.Increment(ref answers) == 1 ? (500, "down") : (200, ""));
        await using var silo = await TestSilo.StartAsync(null, Cancel, RefusingJournal.AddTo);
        var journal = (RefusingJournal)silo.Journal;
        // The first such push is the one with which a tick takes the saga up again; then the due worker may come, twice a second.
        journal.Overload(3, write => write is PushWrite { DueKind: DueKind.Guard });
        var saga = TestSilo.SagaWith("""{"orleanssaga":{"steps":{"0":{"backoff":{"initial_seconds":0.1}}}}}""", "g1", participant.Url + "/a");

        await silo.RunAsync(saga, Cancel);
        Assert.InRange(await journal.Taken.WaitAsync(Cancel), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(10));
    }

    private static StartTransaction Unwaited(StartTransaction saga) => saga with { Options = saga.Options with { WaitResult = false } };
}
