namespace OrleansSaga.Runtime.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_LetsRunningAndWaitingCallsFinish_ThenDeactivatesAll()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var finished = new List<int>();
        var running = silo.Grain("a").Run(async grain =>
        {
            await gate.Pass();
            // A grain may still call, even one that is not active yet.
            await grain.Factory.GetGrain<IScriptGrain>("new").Run(static _ => Task.CompletedTask);
            finished.Add(1);
        });
        var waiting = silo.Grain("a").Run(_ => Task.Run(() => finished.Add(2)));
        await gate.Reached;

        var stop = silo.Silo.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => silo.Grain("b").Run(static _ => Task.CompletedTask).Soon());
        gate.Open();
        await Task.WhenAll(running, waiting, stop).Soon();

        Assert.Equal([1, 2], finished);
        Assert.Equal(2, silo.Probe.Deactivations.Count);
        Assert.All(silo.Probe.Deactivations, static reason => Assert.Equal(DeactivationReasonCode.ShuttingDown, reason.ReasonCode));
        Assert.Equal(0, silo.Silo.Activations.Count);
    }

    [Fact]
    public async Task Stop_PastItsDeadline_DeactivatesBusyGrainsToo_AndRefusesWhatWaits()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        using var deadline = new CancellationTokenSource();
        var stuck = silo.Grain("a").Run(_ => gate.Pass());
        var waiting = silo.Grain("a").Run(static _ => Task.CompletedTask);
        await silo.Grain("b").Run(static _ => Task.CompletedTask).Soon();
        await gate.Reached;

        var stop = silo.Silo.StopAsync(deadline.Token);
        await deadline.CancelAsync();
        await stop.Soon();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waiting.Soon());
        gate.Open();
        await stuck.Soon();

        Assert.Equal(2, silo.Probe.Deactivations.Count);
    }

    [Fact]
    public async Task Stop_WithAGrainThatNeverCleansUp_EndsAndCancelsIt()
    {
        await using var silo = new TestSilo();
        var cleaning = new Gate();
        CancellationToken seen = default;
        silo.Probe.OnDeactivate = (_, token) =>
        {
            seen = token;
            return cleaning.Pass();
        };
        await silo.Grain().Run(static _ => Task.CompletedTask).Soon();

        var stop = silo.Silo.StopAsync(TestContext.Current.CancellationToken);
        await cleaning.Reached;
        while (!stop.IsCompleted)
        {
            // The stop may set its timer after the grain has begun: time passes until it has.
            silo.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        await stop.Soon();
        Assert.True(seen.IsCancellationRequested);
        cleaning.Open();
    }
}
