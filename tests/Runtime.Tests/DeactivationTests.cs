namespace OrleansSaga.Runtime.Tests;

public sealed class DeactivationTests
{
    [Fact]
    public async Task DeactivateOnIdle_EndsTheActivation_AfterTheCall()
    {
        await using var silo = new TestSilo();

        await silo.Grain().Run(static async grain =>
        {
            grain.Deactivate();
            await Task.Yield();
        }).Soon();
        await silo.Settle();

        Assert.Equal(DeactivationReasonCode.ApplicationRequested, Assert.Single(silo.Probe.Deactivations).ReasonCode);
        Assert.Equal(0, silo.Silo.Activations.Count);
    }

    [Fact]
    public async Task WaitingCalls_WhenTheActivationEnds_GoToAFreshOne_InOrder()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var cleaning = new Gate();
        silo.Probe.OnDeactivate = (_, _) => cleaning.Pass();
        var order = new List<int>();
        Task Call(int i) => silo.Grain().Run(_ =>
        {
            order.Add(i);
            return Task.CompletedTask;
        });

        var first = silo.Grain().Run(async grain =>
        {
            await gate.Pass();
            grain.Deactivate();
        });
        await gate.Reached;
        var calls = Enumerable.Range(0, 20).Select(Call).ToList();
        gate.Open();
        await cleaning.Reached;
        calls.AddRange(Enumerable.Range(20, 20).Select(Call));
        Assert.Empty(order);
        silo.Probe.OnDeactivate = null;
        cleaning.Open();
        await Task.WhenAll(calls.Append(first)).Soon();

        Assert.Equal(Enumerable.Range(0, 40), order);
        Assert.Equal(2, silo.Probe.Activations);
        Assert.Equal(0, silo.Probe.Violations);
    }

    [Fact]
    public async Task InterleavingRequest_StillRunning_HoldsTheEndBack()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();

        var longPoll = silo.Grain().RunInterleaved(_ => gate.Pass());
        await gate.Reached;
        await silo.Grain().Run(static grain =>
        {
            grain.Deactivate();
            return Task.CompletedTask;
        }).Soon();
        Assert.Empty(silo.Probe.Deactivations);
        gate.Open();
        await longPoll.Soon();
        await silo.Settle();

        Assert.Single(silo.Probe.Deactivations);
    }

    [Fact]
    public async Task DeactivateOnIdle_WhileActivating_ServesTheFirstCall()
    {
        await using var silo = new TestSilo();
        silo.Probe.OnActivate = static grain =>
        {
            grain.Deactivate();
            return Task.CompletedTask;
        };

        await Task.WhenAll(silo.Grain().Run(static _ => Task.CompletedTask), silo.Grain().Run(static _ => Task.CompletedTask)).Soon();
        await silo.Settle();

        Assert.Equal(silo.Probe.Activations, silo.Probe.Deactivations.Count);
    }

    [Fact]
    public async Task FailingDeactivation_FreesTheKey()
    {
        await using var silo = new TestSilo();
        silo.Probe.OnDeactivate = static (_, _) => throw new InvalidOperationException("on purpose");

        await silo.Grain().Run(static grain =>
        {
            grain.Deactivate();
            return Task.CompletedTask;
        }).Soon();
        await silo.Grain().Run(static _ => Task.CompletedTask).Soon();

        Assert.Equal(2, silo.Probe.Activations);
    }

    /// <summary>Many callers on few keys, deactivations from within and from the collector, at every stage of a life.</summary>
    [Fact]
    public async Task Race_OfCallsAndDeactivations_LosesNoCall_AndNeverHasTwoActivationsOfAKey()
    {
        await using var silo = new TestSilo(static options => options.MaxActivations = 4);
        silo.Probe.OnActivate = static async _ => await Task.Yield();
        silo.Probe.OnDeactivate = static async (_, _) => await Task.Yield();
        var served = 0;
        const int Callers = 16;
        const int CallsEach = 2_000;

        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < CallsEach; i++)
            {
                var number = i;
                Func<ScriptGrain, Task> script = async grain =>
                {
                    grain.Alone();
                    if ((number + caller) % 3 == 0)
                        grain.Deactivate();
                    if (number % 4 == 0)
                        await Task.Yield();
                    grain.Alone();
                    Interlocked.Increment(ref served);
                };
                var grain = silo.Grain((number % 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
                await (number % 5 == 0 ? grain.RunInterleaved(script) : grain.Run(script));
            }
        }, TestContext.Current.CancellationToken)).ToList();
        var all = Task.WhenAll(callers);
        while (!all.IsCompleted)
        {
            // Ages everything, so that the collector ends what happens to be idle.
            silo.Time.Advance(TimeSpan.FromMinutes(3));
            await Task.Yield();
        }

        await all.Soon();
        await silo.Settle();

        Assert.Equal(Callers * CallsEach, served);
        Assert.Equal(0, silo.Probe.Violations);
        Assert.True(silo.Probe.Activations > 1_000, $"only {silo.Probe.Activations} activations: no race");
    }
}
