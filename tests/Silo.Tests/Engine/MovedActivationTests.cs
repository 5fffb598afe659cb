using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>Transactions whose place is another silo: who waits here is sent there, and nobody here comes back to them.</summary>
public sealed class MovedActivationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    [Fact]
    public async Task WaitNext_WhoseActivationEnds_IsToldToAskAgain()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var never = new TaskCompletionSource();
        participant.Answer = async _ =>
        {
            await never.Task.WaitAsync(Cancel);
            return (200, "");
        };
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var actors = silo.App.Services.GetServices<IHostedService>().Single(service => service.GetType().Name == "EmbeddedSilo");
        var reply = await silo.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a"));
        var grain = silo.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>("g1");

        var waiting = Enumerable.Range(0, 3).Select(_ => grain.WaitNext(long.MaxValue, reply.Pass - 1, TimeSpan.FromMinutes(10))).ToList();
        // Out of time from the beginning: the runtime ends activations without waiting for the calls inside, as it does when they have moved.
        await actors.StopAsync(new CancellationToken(canceled: true));

        var answers = await Task.WhenAll(waiting).WaitAsync(Patience, TimeProvider.System, Cancel);
        Assert.All(answers, answer => Assert.Null(answer.Status));
        Assert.Equal(0, silo.App.Services.GetRequiredService<DrivingAdmission>().Driven);
        never.SetResult();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conflict_OnlyTheOwnerLooksAgain(bool isOwner)
    {
        var database = new MemoryDatabase();
        var time = new ManualTimeProvider();
        var reads = new ReadLog();
        await using var here = await TestSilo.StartAsync(null, Cancel, builder =>
        {
            builder.Services.AddSingleton(new DatabaseClock(time));
            builder.Services.AddSingleton(new DisturbedStore(database) { DatabaseTime = time }.OpenJournal);
            builder.Services.AddSingleton<IOwnership>(new Place(isOwner));
            reads.AddTo(builder.Services);
        });
        await using var there = await TestSilo.StartOverAsync(new DisturbedStore(database) { DatabaseTime = time }, Cancel);
        var tcc = new StartTransaction("g1", "tcc", [], [], "", "", "", new StartOptions(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0), null);
        Assert.Equal(ReplyCode.Ok, (await here.Transactions.PrepareAsync(tcc)).Code);
        Assert.Equal(ReplyCode.Ok, (await there.Transactions.RegisterAsync("g1", Branch("01"))).Code);

        var reply = await here.App.Services.GetRequiredService<IGrainFactory>().GetGrain<ITransactionGrain>("g1").Register(Branch("02"));

        Assert.Equal(ReplyCode.TryAgain, reply.Code);
        var read = reads.NextAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        if (isOwner)
        {
            Assert.Equal("g1", await read);
        }
        else
        {
            // It goes without a look, and nothing of it is left that could come back.
            await EmptyAsync(here);
            Assert.Equal(0, reads.Count);
        }
    }

    private static async Task EmptyAsync(TestSilo silo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Patience);
        while (!(await silo.SendAsync(HttpMethod.Get, "/api/metrics", null, limit.Token)).Body.Contains("\norleanssaga_actor_activation_active 0\n", StringComparison.Ordinal))
            await Task.Yield();
    }

    private static RegisterBranch Branch(string id) => new("tcc", id, default, "http://127.0.0.1:1/confirm", "http://127.0.0.1:1/cancel", "", "", "", null);
}
