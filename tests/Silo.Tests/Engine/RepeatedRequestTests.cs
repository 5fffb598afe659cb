using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A request is sent again because its reply was lost with a link or a silo: it gets the reply of the first, at whichever silo, and does nothing twice.</summary>
public sealed class RepeatedRequestTests : IAsyncLifetime
{
    private readonly MemoryDatabase _database = new();
    private DisturbedStore _store = null!;
    private TestParticipant _participant = null!;
    private TestSilo _first = null!;
    private TestSilo _other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _participant = await TestParticipant.StartAsync(Cancel);
        _store = new DisturbedStore(_database);
        _first = await StartAsync(_store, isOwner: true);
        _other = await StartAsync(new DisturbedStore(_database), isOwner: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _first.DisposeAsync();
        await _participant.DisposeAsync();
    }

    [Fact]
    public async Task Submit_RepeatedElsewhereAfterTheEnd_IsAnsweredOk()
    {
        var saga = TestSilo.Saga("g1", _participant.Url + "/a") with { RequestId = "r1" };
        await _first.Transactions.SubmitAsync(saga);
        await _store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);

        var repeated = await _other.Transactions.SubmitAsync(saga);
        var another = await _other.Transactions.SubmitAsync(saga with { RequestId = "r2" });

        Assert.Equal((ReplyCode.Ok, TransactionStatus.Succeed, true), (repeated.Code, repeated.Status, repeated.IsNew));
        Assert.Equal((ReplyCode.WrongState, TransactionStatus.Succeed), (another.Code, another.Status));
        Assert.Equal(["01/action"], _participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Submit_RepeatedElsewhereWhileItsOwnerIsGone_IsDrivenAndWaitedFor()
    {
        var saga = TestSilo.Saga("g1", _participant.Url + "/a") with { RequestId = "r1" };
        // The silo died right behind its commit: nobody was answered or called.
        using (var dead = new MemoryStoreWriter(_database, TimeProvider.System))
        {
            var created = TestSilo.CreatedBy("r1", saga, new HotState(TransactionStatus.Submitted, TimeProvider.System.GetUtcNow().AddMinutes(1), DueKind.Guard));
            dead.Commit([created], new WriteResult[1]);
        }

        var end = await _other.RunAsync(saga, Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["01/action"], _participant.CallsOf("g1"));
        Assert.Equal(2, (await _other.Transactions.GetAsync("g1", Cancel))!.Stored.Version);
    }

    [Fact]
    public async Task Submit_RepeatedWhileItWaitsForARetry_BeginsNoOtherPass()
    {
        _participant.Answer = _ => Task.FromResult((500, "down"));
        var saga = TestSilo.Saga("g1", _participant.Url + "/a") with { RequestId = "r1" };
        await _first.Transactions.SubmitAsync(saga);
        await _store.WhenAsync("g1", hot => hot.DueKind == DueKind.Wait, Cancel);

        var here = await _first.RunAsync(saga, Cancel);
        var elsewhere = await _other.RunAsync(saga, Cancel);

        Assert.Equal((TransactionStatus.Submitted, TransactionStatus.Submitted), (here.Status, elsewhere.Status));
        Assert.Single(_participant.Calls);
    }

    [Fact]
    public async Task Submit_OfAPreparedSagaRepeatedAfterTheEnd_IsNotNew()
    {
        var saga = TestSilo.Saga("g1", _participant.Url + "/a");
        await _first.Transactions.PrepareAsync(saga with { RequestId = "r1" });
        await _first.Transactions.SubmitAsync(saga with { RequestId = "r2" });
        await _store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);

        var prepare = await _other.Transactions.PrepareAsync(saga with { RequestId = "r1" });
        var submit = await _other.Transactions.SubmitAsync(saga with { RequestId = "r2" });

        Assert.Equal((ReplyCode.Ok, true), (prepare.Code, prepare.IsNew));
        Assert.Equal((ReplyCode.Ok, false), (submit.Code, submit.IsNew));
    }

    [Fact]
    public async Task RegisterAndAbort_RepeatedAfterTheEnd_AreAnsweredOk()
    {
        var abort = new AbortTransaction("tcc", "") { RequestId = "r-abort" };
        await _first.Transactions.PrepareAsync(Tcc("g1"));
        Assert.Equal(ReplyCode.Ok, (await _first.Transactions.RegisterAsync("g1", Branch("01"))).Code);
        Assert.Equal(ReplyCode.Ok, (await _first.Transactions.AbortAsync("g1", abort)).Code);
        await _store.WhenAsync("g1", TransactionStatus.Failed, Cancel);

        var replies = new[]
        {
            await _other.Transactions.RegisterAsync("g1", Branch("01")),
            await _other.Transactions.AbortAsync("g1", abort),
            await _other.Transactions.RegisterAsync("g1", Branch("02")),
            await _other.Transactions.AbortAsync("g1", abort with { RequestId = "r-other" }),
        };

        Assert.Equal([ReplyCode.Ok, ReplyCode.Ok, ReplyCode.WrongState, ReplyCode.WrongState], replies.Select(reply => reply.Code));
        Assert.All(replies, reply => Assert.Equal(TransactionStatus.Failed, reply.Status));
    }

    [Fact]
    public async Task OperatorsRequests_RepeatedElsewhere_AreDoneOnce()
    {
        _participant.Answer = _ => Task.FromResult((500, "down"));
        await _first.Transactions.SubmitAsync(TestSilo.SagaWith("""{"orleanssaga":{"steps":{"0":{"max_attempts":1,"park":true}}}}""", "g1", _participant.Url + "/a"));
        await _store.WhenAsync("g1", hot => hot.DueKind == DueKind.None, Cancel);
        var retry = new RetryTransaction("me", Unpark: true) { RequestId = "r-retry" };
        var stop = new OperatorRequest("me") { RequestId = "r-stop" };

        Assert.Equal(ReplyCode.Ok, (await Grain(_first).Retry(retry)).Code);
        await _store.WhenAsync("g1", hot => hot.DueKind == DueKind.None, Cancel);
        Assert.Equal(ReplyCode.Ok, (await Grain(_other).Retry(retry)).Code);
        Assert.Equal(ReplyCode.Ok, (await Grain(_first).ForceStop(stop)).Code);
        var repeated = await Grain(_other).ForceStop(stop);
        var another = await Grain(_other).ForceStop(stop with { RequestId = "r-other" });

        Assert.Equal((ReplyCode.Ok, TransactionStatus.Failed, ReplyCode.WrongState), (repeated.Code, repeated.Status, another.Code));
        var stored = (await _other.Transactions.GetAsync("g1", Cancel))!.Stored;
        var history = await _other.Transactions.HistoryAsync(stored.Instance, 1, 100, Cancel);
        Assert.Equal(["r-retry", "r-stop"], history.Where(record => record.Envelope.Actor == "me").Select(record => record.Envelope.RequestId));
        Assert.Equal(2, _participant.Calls.Count);
    }

    [Fact]
    public async Task Request_OfASnapshottedTransaction_IsKnownForItsLastRecordsAndItsFirst()
    {
        await _first.Transactions.PrepareAsync(Tcc("g1") with { RequestId = "r-first" });
        for (var i = 1; i <= 70; i++)
            Assert.Equal(ReplyCode.Ok, (await _first.Transactions.RegisterAsync("g1", Branch($"b{i}"))).Code);
        await _first.Transactions.ForceStopAsync("g1", "me");

        var first = await _other.Transactions.PrepareAsync(Tcc("g1") with { RequestId = "r-first" });
        var last = await _other.Transactions.RegisterAsync("g1", Branch("b70"));
        // Long ago: it is answered as any other that comes too late.
        var old = await _other.Transactions.RegisterAsync("g1", Branch("b3"));

        Assert.Equal([ReplyCode.Ok, ReplyCode.Ok, ReplyCode.WrongState], new[] { first.Code, last.Code, old.Code });
    }

    [Fact]
    public async Task Requests_HaveIdsOfTheirOwn_WhichStandInTheirRecords()
    {
        await _first.Transactions.PrepareAsync(Tcc("g1"));
        await _first.Transactions.RegisterAsync("g1", Branch("01") with { RequestId = "" });
        await _first.Transactions.ForceStopAsync("g1", "me");

        var stored = (await _first.Transactions.GetAsync("g1", Cancel))!.Stored;
        var ids = (await _first.Transactions.HistoryAsync(stored.Instance, 1, 10, Cancel)).Select(record => record.Envelope.RequestId).ToList();

        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9_-]{22}$", id));
    }

    [Fact]
    public async Task Repeat_WhoseMemoryIsStale_AsksTheJournal()
    {
        var saga = TestSilo.Saga("g1", _participant.Url + "/a");
        await _first.Transactions.PrepareAsync(saga);
        // The other silo carries the submit out; here memory still says prepared.
        var submit = saga with { RequestId = "r2" };
        await _other.Transactions.SubmitAsync(submit);
        var stored = (await _other.Transactions.GetAsync("g1", Cancel))!.State.Status;

        var reply = await _first.Transactions.SubmitAsync(submit);

        Assert.NotEqual(TransactionStatus.Prepared, stored);
        Assert.Equal(ReplyCode.Ok, reply.Code);
    }

    // Neither takes over anything at its start: both would believe to be alone.
    private static Task<TestSilo> StartAsync(DisturbedStore store, bool isOwner) => TestSilo.StartAsync(null, Cancel, builder =>
    {
        builder.Services.AddSingleton(store.OpenJournal);
        builder.Services.AddSingleton<IOwnership>(new Place(isOwner));
    });

    private static ITransactionGrain Grain(TestSilo silo) => silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>("g1");

    private static StartTransaction Tcc(string gid) =>
        new(gid, "tcc", [], [], "", "", "", new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0), null);

    private RegisterBranch Branch(string id) => new("tcc", id, default, _participant.Url + "/confirm", _participant.Url + "/cancel", "", "", "", null) { RequestId = "r-" + id };
}
