namespace OrleansSaga.Runtime.Tests;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Timer_FiresWhenDue_AndThenEveryPeriod()
    {
        await using var silo = new TestSilo();
        var ticks = 0;
        await Register(silo, Count, new(Second, 2 * Second));

        silo.Time.Advance(0.9 * Second);
        await silo.Settle();
        Assert.Equal(0, ticks);

        await Step(silo, 0.1 * Second);
        Assert.Equal(1, ticks);

        await Step(silo, Second);
        Assert.Equal(1, ticks);

        await Step(silo, Second);
        Assert.Equal(2, ticks);

        Task Count(CancellationToken token)
        {
            ticks++;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task OrdinaryCallback_WaitsForTheRunningCall_InterleavingOneDoesNot()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var ordinary = new Gate();
        var interleaving = new Gate();
        await Register(silo, _ => ordinary.Pass(), new(Second, Timeout.InfiniteTimeSpan));
        await Register(silo, _ => interleaving.Pass(), new(Second, Timeout.InfiniteTimeSpan) { Interleave = true });

        var call = silo.Grain().Run(_ => gate.Pass());
        await gate.Reached;
        silo.Time.Advance(Second);
        await interleaving.Reached;
        var waited = !ordinary.IsReached;
        gate.Open();
        await call.Soon();
        await ordinary.Reached;
        var next = silo.Grain().Run(static _ => Task.CompletedTask);
        ordinary.Open();
        interleaving.Open();

        await next.Soon();
        Assert.True(waited, "an ordinary callback ran beside a call");
    }

    [Fact]
    public async Task Callback_StillWaiting_IsNotQueuedAgain()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var ticks = 0;
        await Register(silo, _ => Task.FromResult(ticks++), new(Second, Second));

        var call = silo.Grain().Run(_ => gate.Pass());
        await gate.Reached;
        silo.Time.Advance(10 * Second);
        gate.Open();
        await call.Soon();
        await silo.Settle();

        Assert.Equal(1, ticks);
    }

    [Fact]
    public async Task Change_BeforeTheCallbackStarted_TakesItBack()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var ticks = 0;
        var timer = await Register(silo, _ => Task.FromResult(ticks++), new(Second, Second));

        var call = silo.Grain().Run(async _ =>
        {
            await gate.Pass();
            timer.Change(5 * Second, Timeout.InfiniteTimeSpan);
        });
        await gate.Reached;
        silo.Time.Advance(Second);
        gate.Open();
        await call.Soon();
        await silo.Settle();
        var early = ticks;
        await Step(silo, 5 * Second);

        Assert.Equal(0, early);
        Assert.Equal(1, ticks);
    }

    [Fact]
    public async Task Change_InsideTheCallback_SetsTheNextTime()
    {
        await using var silo = new TestSilo();
        var ticks = 0;
        IGrainTimer? timer = null;
        timer = await Register(silo, Callback, new(Second, Second));

        await Step(silo, Second);
        await Step(silo, 2 * Second);
        var afterTwo = ticks;
        await Step(silo, Second);

        Assert.Equal(1, afterTwo);
        Assert.Equal(2, ticks);

        Task Callback(CancellationToken token)
        {
            ticks++;
            timer!.Change(3 * Second, Timeout.InfiniteTimeSpan);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task FailingCallback_DoesNotStopTheTimer()
    {
        await using var silo = new TestSilo();
        var ticks = 0;
        await Register(silo, _ => throw new InvalidOperationException($"tick {++ticks}"), new(Second, Second));

        await Step(silo, Second);
        await Step(silo, Second);

        Assert.Equal(2, ticks);
    }

    [Fact]
    public async Task Timers_EndWithTheirActivation_AndCancelTheirToken()
    {
        await using var silo = new TestSilo();
        var ticks = 0;
        CancellationToken seen = default;
        await Register(silo, Callback, new(Second, Second));
        await Step(silo, Second);

        await silo.Grain().Run(static grain =>
        {
            grain.Deactivate();
            return Task.CompletedTask;
        }).Soon();
        await silo.Settle();
        silo.Time.Advance(10 * Second);

        Assert.Equal(1, ticks);
        Assert.True(seen.IsCancellationRequested);
        Assert.Equal(1, silo.Time.ArmedTimers);

        Task Callback(CancellationToken token)
        {
            ticks++;
            seen = token;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Register_OutsideOfATurn_IsRefused()
    {
        await using var silo = new TestSilo();
        ScriptGrain? escaped = null;
        await silo.Grain().Run(grain =>
        {
            escaped = grain;
            return Task.CompletedTask;
        }).Soon();

        Assert.Throws<InvalidOperationException>(() => escaped!.RegisterGrainTimer(static _ => Task.CompletedTask, new(Second, Second)));
    }

    private static async Task<IGrainTimer> Register(TestSilo silo, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        IGrainTimer? timer = null;
        await silo.Grain().Run(grain =>
        {
            timer = grain.RegisterGrainTimer(callback, options);
            return Task.CompletedTask;
        }).Soon();
        return timer!;
    }

    /// <summary>Moves the clock, and waits until what became due has run and the timers are set again.</summary>
    private static async Task Step(TestSilo silo, TimeSpan time)
    {
        silo.Time.Advance(time);
        // The activation is free before the timer is set again: a call of its own comes after both.
        await silo.Grain().Run(static _ => Task.CompletedTask).Soon();
    }
}
