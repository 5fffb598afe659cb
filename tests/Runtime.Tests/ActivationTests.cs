namespace OrleansSaga.Runtime.Tests;

public sealed class ActivationTests
{
    [Fact]
    public async Task FirstCalls_ToOneKey_MakeOneActivation_WhichBeginsBeforeThem()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        var ready = false;
        silo.Probe.OnActivate = async _ =>
        {
            await gate.Pass();
            ready = true;
        };

        var calls = Enumerable.Range(0, 50).Select(_ => silo.Grain().Ask(_ => Task.FromResult(ready ? 1 : 0))).ToList();
        await gate.Reached;
        gate.Open();

        Assert.All(await Task.WhenAll(calls).Soon(), static sawReady => Assert.Equal(1, sawReady));
        Assert.Equal(1, silo.Probe.Activations);
    }

    [Fact]
    public async Task Activation_KnowsItsKey_InConstructorAndCalls()
    {
        await using var silo = new TestSilo();
        var keys = new List<string>();

        await silo.Grain("k").Run(grain =>
        {
            keys.AddRange([grain.KeyInConstructor, grain.GetPrimaryKeyString()]);
            return Task.CompletedTask;
        }).Soon();

        Assert.Equal(["k", "k"], keys);
    }

    [Fact]
    public async Task ActivationFailure_ReachesAllWaiters_AndTheNextCallTriesAgain()
    {
        await using var silo = new TestSilo();
        var gate = new Gate();
        silo.Probe.OnActivate = async _ =>
        {
            await gate.Pass();
            throw new NotSupportedException("no database");
        };

        var calls = Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? silo.Grain().Run(static _ => Task.CompletedTask) : silo.Grain().RunInterleaved(static _ => Task.CompletedTask)).ToList();
        await gate.Reached;
        gate.Open();
        foreach (var call in calls)
            Assert.Equal("no database", (await Assert.ThrowsAsync<NotSupportedException>(() => call.Soon())).Message);
        Assert.Equal(0, silo.Silo.Activations.Count);

        silo.Probe.OnActivate = null;
        await silo.Grain().Run(static _ => Task.CompletedTask).Soon();
    }

    [Fact]
    public async Task ConstructorFailure_ReachesTheCaller()
    {
        await using var silo = new TestSilo(null, typeof(UnbuildableGrain));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => silo.Factory.GetGrain<IUnbuildableGrain>("a").Touch().Soon());

        Assert.Contains(nameof(IDisposable), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grain_MadeWithoutRuntime_SaysSo()
    {
        var grain = new UnbuildableGrain(new MemoryStream());

        Assert.Throws<InvalidOperationException>(() => grain.GetPrimaryKeyString());
    }

    public interface IUnbuildableGrain : IGrainWithStringKey
    {
        Task Touch();
    }

    /// <summary>Asks for a service that nobody registers.</summary>
    public sealed class UnbuildableGrain(IDisposable missing) : Grain, IUnbuildableGrain
    {
        public Task Touch() => Task.FromResult(missing);
    }
}
