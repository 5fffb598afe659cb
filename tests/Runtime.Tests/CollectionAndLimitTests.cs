using System.Diagnostics.Metrics;

namespace OrleansSaga.Runtime.Tests;

public sealed class CollectionAndLimitTests
{
    [Fact]
    public async Task IdleActivation_IsCollectedAtItsAge_NotBefore()
    {
        await using var silo = new TestSilo();
        await Touch(silo);

        silo.Time.Advance(TimeSpan.FromSeconds(110));
        await silo.Settle();
        Assert.Empty(silo.Probe.Deactivations);
        await Touch(silo);
        silo.Time.Advance(TimeSpan.FromSeconds(110));
        await silo.Settle();
        Assert.Empty(silo.Probe.Deactivations);

        silo.Time.Advance(TimeSpan.FromSeconds(10));
        await silo.Settle();
        Assert.Equal(DeactivationReasonCode.ActivationIdle, Assert.Single(silo.Probe.Deactivations).ReasonCode);
    }

    [Fact]
    public async Task DelayedActivation_IsCollectedAfterTheDelay()
    {
        await using var silo = new TestSilo();
        await silo.Grain().Run(static grain =>
        {
            grain.Delay(TimeSpan.FromMinutes(10));
            return Task.CompletedTask;
        }).Soon();

        silo.Time.Advance(TimeSpan.FromMinutes(9));
        await silo.Settle();
        Assert.Empty(silo.Probe.Deactivations);

        silo.Time.Advance(TimeSpan.FromMinutes(1));
        await silo.Settle();
        Assert.Single(silo.Probe.Deactivations);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task TimerCallbacks_ProlongLife_OnlyWithKeepAlive(bool keepAlive, int collected)
    {
        await using var silo = new TestSilo();
        await silo.Grain().Run(grain =>
        {
            grain.RegisterGrainTimer(static _ => Task.CompletedTask, new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)) { KeepAlive = keepAlive });
            return Task.CompletedTask;
        }).Soon();

        for (var step = 0; step < 30; step++)
        {
            silo.Time.Advance(TimeSpan.FromSeconds(10));
            await silo.Settle();
        }

        Assert.Equal(collected, silo.Probe.Deactivations.Count);
    }

    [Fact]
    public async Task BusyActivation_IsNeverCollected()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var call = silo.Grain().RunInterleaved(_ => gate.Pass());
        await gate.Reached;

        silo.Time.Advance(TimeSpan.FromHours(1));
        gate.Open();
        await call.Soon();

        Assert.Empty(silo.Probe.Deactivations);
    }

    [Fact]
    public async Task ActivationLimit_Reached_EndsAnIdleActivation()
    {
        await using var silo = new TestSilo(static options => options.MaxActivations = 3);

        foreach (var key in (string[])["a", "b", "c", "d"])
            await Touch(silo, key);
        await silo.Settle();

        Assert.Equal(DeactivationReasonCode.RuntimeRequested, Assert.Single(silo.Probe.Deactivations).ReasonCode);
        Assert.Equal(3, silo.Silo.Activations.Count);
    }

    [Fact]
    public async Task ActivationLimit_ReachedWithNoneIdle_RefusesTheCall()
    {
        await using var silo = new TestSilo(static options => options.MaxActivations = 2);
        var gate = new Gate();
        var busy = silo.Grain("a").Run(_ => gate.Pass());
        await silo.Grain("b").Run(static grain =>
        {
            grain.Delay(Timeout.InfiniteTimeSpan);
            return Task.CompletedTask;
        }).Soon();
        await gate.Reached;

        await Assert.ThrowsAsync<LimitExceededException>(() => Touch(silo, "c"));
        await Touch(silo, "b");
        gate.Open();
        await busy.Soon();
        await Touch(silo, "c");
    }

    [Fact]
    public async Task MailboxLimit_Reached_RefusesTheCall_AndCountsIt()
    {
        await using var silo = new TestSilo(static options => options.MaxMailboxLength = 5);
        var refusals = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "orleanssaga.actor.mailbox.limit_reached" && instrument.Meter.Scope == silo.Services.GetService(typeof(IMeterFactory)))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref refusals, count));
        listener.Start();
        var gate = new Gate();
        var running = silo.Grain().Run(_ => gate.Pass());
        await gate.Reached;

        var waiting = Enumerable.Range(0, 5).Select(_ => Touch(silo)).ToList();
        await Assert.ThrowsAsync<LimitExceededException>(() => Touch(silo));
        gate.Open();
        await Task.WhenAll(waiting.Append(running)).Soon();
        await Touch(silo);

        Assert.Equal(1, refusals);
    }

    [Fact]
    public async Task ActiveActivations_AreMeasured()
    {
        await using var silo = new TestSilo();
        var active = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "orleanssaga.actor.activation.active" && instrument.Meter.Scope == silo.Services.GetService(typeof(IMeterFactory)))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => active = value);
        listener.Start();

        await Touch(silo, "a");
        await Touch(silo, "b");
        listener.RecordObservableInstruments();

        Assert.Equal(2, active);
    }

    private static Task Touch(TestSilo silo, string key = "a") => silo.Grain(key).Run(static _ => Task.CompletedTask).Soon();
}
