using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>A new build beside old ones writes nothing that they could not read, and goes on once they are gone.</summary>
public sealed class FeatureLevelTests
{
    private const string CannotRead = "a silo of the cluster cannot read this yet (feature level 2, the cluster is at 1)";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcc")]
    [InlineData("msg")]
    public async Task Create_ThatOthersCannotRead_IsRefusedAndWritesNothing(string mode)
    {
        var level = new Level { Writable = 1 };
        await using var silo = await StartAsync(new MemoryDatabase(), level);

        var refused = await silo.Transactions.PrepareAsync(Prepare(mode));

        Assert.Equal((ReplyCode.Unavailable, CannotRead), (refused.Code, refused.Message));
        Assert.Null(await silo.Transactions.GetAsync("g1", Cancel));
        level.Writable = 2;
        Assert.Equal(ReplyCode.Ok, (await silo.Transactions.PrepareAsync(Prepare(mode))).Code);
    }

    [Fact]
    public async Task Saga_AtTheFirstLevel_RunsToItsEnd()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await StartAsync(new MemoryDatabase(), new Level { Writable = 1 });

        var end = await silo.RunAsync(TestSilo.Saga("g1", participant.Url + "/a"), Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
    }

    [Fact]
    public async Task Request_ThatOthersCannotRead_LeavesTheTransactionAsItIs()
    {
        var level = new Level { Writable = 2 };
        await using var silo = await StartAsync(new MemoryDatabase(), level);
        await silo.Transactions.PrepareAsync(Prepare("tcc"));
        level.Writable = 1;

        var refused = await silo.Transactions.RegisterAsync("g1", Branch("01"));

        Assert.Equal((ReplyCode.Unavailable, CannotRead, TransactionStatus.Prepared), (refused.Code, refused.Message, refused.Status));
        Assert.Empty((await silo.Transactions.GetAsync("g1", Cancel))!.State.Steps);
        level.Writable = 2;
        Assert.Equal((ReplyCode.Ok, 2), ((await silo.Transactions.RegisterAsync("g1", Branch("01"))) is var reply ? (reply.Code, reply.Version) : default));
    }

    [Fact]
    public async Task DrivingTurn_ThatOthersCannotRead_TriesLater()
    {
        // No event of today's that a driving turn makes needs more than level 1: a level of 0 stands for a later event.
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var level = new Level { Writable = 1 };
        participant.Answer = _ =>
        {
            level.Writable = 0;
            return Task.FromResult((200, ""));
        };
        var refused = level.ReadAtAsync(0, Cancel);
        var store = new DisturbedStore();
        await using var silo = await StartAsync(store, level);
        await silo.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a"));
        await refused;
        Assert.Equal(1, (await silo.Transactions.GetAsync("g1", Cancel))!.Stored.Version);

        level.Writable = 1;

        await store.WhenAsync("g1", TransactionStatus.Succeed, Cancel);
        Assert.Equal(["01/action"], participant.CallsOf("g1"));
    }

    private static Task<TestSilo> StartAsync(MemoryDatabase database, Level level) => StartAsync(new DisturbedStore(database), level);

    private static Task<TestSilo> StartAsync(DisturbedStore store, Level level) => TestSilo.StartAsync(null, Cancel, builder =>
    {
        builder.Services.AddSingleton(store.OpenJournal);
        builder.Services.AddSingleton<IFeatureLevel>(level);
    });

    private static StartTransaction Prepare(string mode) =>
        new("g1", mode, [], [], "", mode == "msg" ? "http://127.0.0.1:1/back" : "", "", new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0), null);

    private static RegisterBranch Branch(string id) => new("tcc", id, default, "http://127.0.0.1:1/confirm", "http://127.0.0.1:1/cancel", "", "", "", null);

    private sealed class Level : IFeatureLevel
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile int _writable;
        private volatile int _awaited = -1;

        public int Writable
        {
            get
            {
                var level = _writable;
                if (level == _awaited)
                    _read.TrySetResult();
                return level;
            }
            set => _writable = value;
        }

        /// <summary>Completes when somebody was told this level.</summary>
        public Task ReadAtAsync(int level, CancellationToken cancellationToken)
        {
            _awaited = level;
            return _read.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, cancellationToken);
        }
    }
}
