using Microsoft.Extensions.DependencyInjection;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>The engine from the application path down to the journal and out to real HTTP participants.</summary>
public sealed class EngineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submit_TwoGoodSteps_SucceedsInOrder()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);

        var end = await silo.RunAsync(TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b"), Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(["01/action", "02/action"], participant.CallsOf("g1"));
        Assert.Equal(3, (await silo.Transactions.GetAsync("g1", Cancel))!.Stored.Version);
    }

    [Fact]
    public async Task Submit_ConcurrentSteps_CostsTwoRecords()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);

        var end = await silo.RunAsync(TestSilo.SagaWith("""{"concurrent":true}""", "g1", participant.Url + "/a", participant.Url + "/b"), Cancel);

        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Equal(2, (await silo.Transactions.GetAsync("g1", Cancel))!.Stored.Version);
    }

    [Fact]
    public async Task Submit_SecondStepRefused_CompensatesBothInReverse()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = call => Task.FromResult(call is { BranchId: "02", Op: "action" } ? (409, "no money FAILURE") : (200, ""));
        await using var silo = await TestSilo.StartAsync(null, Cancel);

        var end = await silo.RunAsync(TestSilo.Saga("g1", participant.Url + "/a", participant.Url + "/b"), Cancel);

        Assert.Equal((TransactionStatus.Failed, $"url:{participant.Url}/b return failed: no money FAILURE"), (end.Status, end.RollbackReason));
        Assert.Equal(["01/action", "02/action", "02/compensate", "01/compensate"], participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Submit_SameGidAfterItsEnd_IsRefusedAndCallsNobody()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var saga = TestSilo.Saga("g1", participant.Url + "/a");
        await silo.RunAsync(saga, Cancel);

        var again = await silo.Transactions.SubmitAsync(saga);

        Assert.Equal(ReplyCode.WrongState, again.Code);
        Assert.Single(participant.CallsOf("g1"));
    }

    [Fact]
    public async Task Restart_SagaInFlight_IsDrivenAgainAndEnds()
    {
        var folder = Directory.CreateTempSubdirectory("orleanssaga-");
        try
        {
            var database = Path.Combine(folder.FullName, "journal.db");
            await using var participant = await TestParticipant.StartAsync(Cancel);
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var secondArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            participant.Answer = async call =>
            {
                if (!arrived.TrySetResult())
                {
                    secondArrived.TrySetResult();
                    return (200, "");
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);
                return (500, "");
            };

            await using (var first = await TestSilo.StartAsync(database, Cancel))
            {
                var saga = TestSilo.Saga("g1", participant.Url + "/a");
                await first.Transactions.SubmitAsync(saga with { Options = saga.Options with { RequestTimeoutSeconds = 600 } });
                await arrived.Task.WaitAsync(Cancel);
                using var now = new CancellationTokenSource();
                await now.CancelAsync();
                await first.App.StopAsync(now.Token);
            }

            await using var second = await TestSilo.StartAsync(database, Cancel);
            await secondArrived.Task.WaitAsync(Cancel);
            var reply = await second.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a"));
            var status = reply.Code == ReplyCode.Ok
                ? (await second.Transactions.WaitForPassAsync("g1", reply, TestSilo.Saga("g1").Options, Cancel)).Status
                : reply.Status;

            Assert.Equal(TransactionStatus.Succeed, status);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Park_AfterMaxAttempts_IsListedAndRetriedOnRequest()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        participant.Answer = _ => Task.FromResult((500, "down"));
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        var saga = TestSilo.SagaWith("""{"orleanssaga":{"tags":{"team":"blue"},"steps":{"0":{"max_attempts":1,"park":true}}}}""", "g1", participant.Url + "/a");
        await silo.RunAsync(saga, Cancel);
        var parked = (await silo.Transactions.ListAsync(new(null, null, null, new("team", "blue"), true, null, null, null, 10), Cancel)).Single();

        participant.Answer = _ => Task.FromResult((200, ""));
        var retried = await silo.Transactions.RetryAsync("g1", "test", unpark: true);
        var end = await silo.Transactions.WaitForPassAsync("g1", retried, saga.Options, Cancel);

        Assert.Equal(("g1", 1), (parked.Gid, parked.ParkedBranches));
        Assert.Equal(TransactionStatus.Succeed, end.Status);
        Assert.Empty(await silo.Transactions.ListAsync(new(null, null, null, null, true, null, null, null, 10), Cancel));
    }

    [Fact]
    public async Task HangingParticipant_TenThousandOthers_AreNotDelayed()
    {
        await using var hanging = await TestParticipant.StartAsync(Cancel);
        hanging.Answer = async call =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Aborted);
            return (200, "");
        };
        await using var good = await TestParticipant.StartAsync(Cancel);
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        for (var i = 0; i < 600; i++)
            Assert.Equal(ReplyCode.Ok, (await silo.Transactions.SubmitAsync(TestSilo.Saga($"hang-{i}", hanging.Url + "/a"))).Code);

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancel }, async (i, cancel) =>
            Assert.Equal(TransactionStatus.Succeed, (await silo.RunAsync(TestSilo.Saga($"good-{i}", good.Url + "/a"), cancel)).Status));

        Assert.Equal(10_000, good.Calls.Count);
    }

    [Fact]
    public async Task ForceStop_WhileACallIsOut_ListsWhatIsLeftOpen()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = async _ =>
        {
            arrived.TrySetResult();
            await release.Task;
            return (200, "");
        };
        await using var silo = await TestSilo.StartAsync(null, Cancel);
        await silo.Transactions.SubmitAsync(TestSilo.Saga("g1", participant.Url + "/a"));
        await arrived.Task.WaitAsync(Cancel);

        var stopped = await silo.Transactions.ForceStopAsync("g1", "test");
        release.SetResult();

        var state = (await silo.Transactions.GetAsync("g1", Cancel))!.State;
        Assert.Equal((ReplyCode.Ok, TransactionStatus.Failed), (stopped.Code, state.Status));
        Assert.Equal(["01/action"], state.LeftOpen);
        Assert.Equal(OpStatus.Prepared, state.Steps[0].Action);
    }
}
