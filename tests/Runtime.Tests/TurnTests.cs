namespace OrleansSaga.Runtime.Tests;

public sealed class TurnTests
{
    [Fact]
    public async Task Requests_FromManyCallers_RunOneAtATime()
    {
        await using var silo = new TestSilo();
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => silo.Grain().Run(async grain =>
        {
            most = Math.Max(most, ++grain.InProgress);
            grain.Alone();
            await Task.Yield();
            grain.Alone();
            grain.InProgress--;
        }))).Soon();

        Assert.Equal(1, most);
        Assert.Equal(0, silo.Probe.Violations);
    }

    [Fact]
    public async Task InterleavingRequests_OfManyCallers_MeetButNeverOnTwoThreads()
    {
        await using var silo = new TestSilo();
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i =>
        {
            Func<ScriptGrain, Task> script = async grain =>
            {
                most = Math.Max(most, ++grain.InProgress);
                for (var turn = 0; turn < 5; turn++)
                {
                    grain.Alone();
                    await Task.Yield();
                }

                grain.InProgress--;
            };
            return i % 5 == 0 ? silo.Grain().Run(script) : silo.Grain().RunInterleaved(script);
        })).Soon();

        Assert.True(most > 1, "nothing interleaved");
        Assert.Equal(0, silo.Probe.Violations);
    }

    [Fact]
    public async Task InterleavingRequest_WhileAnotherAwaits_CanUnblockIt()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();

        var blocked = silo.Grain().Run(_ => gate.Pass());
        await gate.Reached;
        await silo.Grain().RunInterleaved(_ =>
        {
            gate.Open();
            return Task.CompletedTask;
        }).Soon();

        await blocked.Soon();
    }

    [Fact]
    public async Task PendingInterleavingRequest_BlocksNoOrdinaryOne()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();

        var longPoll = silo.Grain().RunInterleaved(_ => gate.Pass());
        await gate.Reached;
        await silo.Grain().Run(_ => Task.CompletedTask).Soon();

        gate.Open();
        await longPoll.Soon();
    }

    [Fact]
    public async Task Requests_OfOneCaller_RunInOrder()
    {
        await using var silo = new TestSilo();
        var order = new List<int>();

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => silo.Grain().Run(async _ =>
        {
            if (i % 7 == 0)
                await Task.Yield();
            order.Add(i);
        }))).Soon();

        Assert.Equal(Enumerable.Range(0, 300), order);
    }

    [Fact]
    public async Task Continuations_AfterForeignTasks_AndGrainCalls_StayInTheGrain()
    {
        await using var silo = new TestSilo();
        var contexts = new List<SynchronizationContext?>();

        await silo.Grain("a").Run(async grain =>
        {
            contexts.Add(SynchronizationContext.Current);
            await Task.Run(static () => { });
            contexts.Add(SynchronizationContext.Current);
            await grain.Factory.GetGrain<IScriptGrain>("b").Run(async _ => await Task.Yield());
            contexts.Add(SynchronizationContext.Current);
        }).Soon();

        Assert.NotNull(contexts[0]);
        Assert.Single(contexts.Distinct());
        Assert.Null(SynchronizationContext.Current as TurnScheduler);
    }

    [Fact]
    public async Task AsyncLocals_OfOneTurn_DoNotReachTheNext()
    {
        await using var silo = new TestSilo();
        var local = new AsyncLocal<string?>();
        string? seen = "nothing ran";

        var first = silo.Grain().Run(_ =>
        {
            local.Value = "leaked";
            return Task.CompletedTask;
        });
        var second = silo.Grain().Run(_ =>
        {
            seen = local.Value;
            return Task.CompletedTask;
        });
        await Task.WhenAll(first, second).Soon();

        Assert.Null(seen);
    }

    [Fact]
    public async Task CircularCall_WithCallersToken_EndsWithTheCallerOnly()
    {
        await using var silo = new TestSilo();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), silo.Time);
        var calledBack = false;
        var waiting = new Gate();

        var call = silo.Grain("a").Run(grain => grain.Factory.GetGrain<IScriptGrain>("b").Run(other =>
        {
            var back = other.Factory.GetGrain<IScriptGrain>("a").Run(_ =>
            {
                calledBack = true;
                return Task.CompletedTask;
            });
            _ = waiting.Pass();
            return back.WaitAsync(patience.Token);
        }));
        await waiting.Reached;
        Assert.False(calledBack);
        silo.Time.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await silo.Grain("a").Run(_ => Task.CompletedTask).Soon();
        Assert.True(calledBack);
    }
}
