using System.Text.Json;
using OrleansSaga.Grains;

namespace OrleansSaga.Silo.Tests.Engine;

/// <summary>The store goes away under a working silo and comes back.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoreAway_RequestsAreAnswered503AndLiveStaysGood()
    {
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        Assert.Equal(200, (await silo.SendAsync(HttpMethod.Get, "/health/ready", null, Cancel)).Status);
        store.Away = true;

        var submit = await silo.SendAsync(HttpMethod.Post, "/api/dtmsvr/submit", """{"gid":"g1","trans_type":"saga","steps":[{"action":"http://127.0.0.1:9/a"}],"payloads":["{}"]}""", Cancel);
        var query = await silo.SendAsync(HttpMethod.Get, "/api/dtmsvr/query?gid=g1", null, Cancel);
        var start = await silo.SendAsync(HttpMethod.Post, "/api/v1/transactions", """{"gid":"g2","mode":"saga","steps":[{"action":"http://127.0.0.1:9/a"}]}""", Cancel);
        var show = await silo.SendAsync(HttpMethod.Get, "/api/v1/transactions/g1", null, Cancel);
        var retry = await silo.SendAsync(HttpMethod.Post, "/api/v1/transactions/g1/retry", null, Cancel);

        Assert.All([submit, query], reply =>
        {
            Assert.Equal((503, "1"), (reply.Status, reply.RetryAfter));
            Assert.Equal("""{"message":"the store is not available"}""", reply.Body);
        });
        Assert.All([start, show, retry], reply =>
        {
            Assert.Equal((503, "application/problem+json"), (reply.Status, reply.MediaType));
            Assert.NotNull(reply.RetryAfter);
            Assert.Equal("unavailable", JsonDocument.Parse(reply.Body).RootElement.GetProperty("code").GetString());
        });
        Assert.Equal(503, (await silo.SendAsync(HttpMethod.Get, "/health/ready", null, Cancel)).Status);
        Assert.Equal(200, (await silo.SendAsync(HttpMethod.Get, "/health/live", null, Cancel)).Status);
    }

    [Fact]
    public async Task StoreAway_NoNewCallStarts_AndEverythingResumesByItself()
    {
        await using var participant = await TestParticipant.StartAsync(Cancel);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        var allArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        participant.Answer = async call =>
        {
            if (call is { BranchId: "01", Op: "action" })
            {
                if (Interlocked.Increment(ref arrived) == 20)
                    allArrived.SetResult();
                await release.Task;
            }

            return (200, "");
        };
        var store = new DisturbedStore();
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        var gids = Enumerable.Range(0, 20).Select(i => $"g{i}").ToList();
        foreach (var gid in gids)
            Assert.Equal(ReplyCode.Ok, (await silo.Transactions.SubmitAsync(TestSilo.Saga(gid, participant.Url + "/a", participant.Url + "/b"))).Code);
        await allArrived.Task.WaitAsync(Cancel);

        // The results of the first steps come home to a store that is away: the second steps must not start.
        var tries = 0;
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Before = _ =>
        {
            if (++tries == 3)
                tried.SetResult();
        };
        store.Away = true;
        release.SetResult();
        await tried.Task.WaitAsync(Cancel);
        var refused = await silo.Transactions.SubmitAsync(TestSilo.Saga("late", participant.Url + "/a"));
        Assert.Equal(ReplyCode.Unavailable, refused.Code);
        Assert.Equal(20, participant.Calls.Count);
        store.Before = null;
        store.Away = false;

        foreach (var gid in gids)
        {
            await store.WhenAsync(gid, TransactionStatus.Succeed, Cancel);
            Assert.Equal(["01/action", "02/action"], participant.CallsOf(gid));
        }

        Assert.Equal(ReplyCode.Ok, (await silo.Transactions.SubmitAsync(TestSilo.Saga("after", participant.Url + "/b"))).Code);
        await store.WhenAsync("after", TransactionStatus.Succeed, Cancel);
        Assert.Equal(200, (await silo.SendAsync(HttpMethod.Get, "/health/ready", null, Cancel)).Status);
    }

    [Fact]
    public async Task QueueFull_RequestsAreRefusedInsteadOfKept()
    {
        var store = new DisturbedStore();
        store.Options.QueueCapacity = 20;
        store.Options.ClientPatience = TimeSpan.FromSeconds(20);
        await using var silo = await TestSilo.StartOverAsync(store, Cancel);
        using var open = new ManualResetEventSlim();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Before = _ =>
        {
            reached.TrySetResult();
            open.Wait(Cancel);
        };

        // Half of the queue is for clients: ten wait for the commit that hangs, the others hear so at once.
        var replies = Enumerable.Range(0, 100).Select(i => silo.Transactions.SubmitAsync(TestSilo.Saga($"g{i}"))).ToList();
        await reached.Task.WaitAsync(Cancel);
        var refused = new List<TransactionReply>();
        for (var waiting = replies.ToList(); refused.Count < 90;)
        {
            var done = await Task.WhenAny(waiting);
            waiting.Remove(done);
            refused.Add(await done);
        }

        Assert.All(refused, reply => Assert.Equal((ReplyCode.Unavailable, "the journal's queue is full"), (reply.Code, reply.Message)));
        open.Set();
        var all = await Task.WhenAll(replies);
        Assert.Equal(10, all.Count(reply => reply.Code == ReplyCode.Ok));
    }
}
