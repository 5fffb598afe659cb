using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansSaga.Runtime.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Registration_OfGrainsThatCannotWork_ListsAllFaults()
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => new ServiceCollection().AddEmbeddedActorRuntime(null, [typeof(BrokenGrain), typeof(LonelyGrain)]));

        Assert.Contains("NotATask returns System.Int32", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Generic is generic", failure.Message, StringComparison.Ordinal);
        Assert.Contains("OneWayWithResult is one-way", failure.Message, StringComparison.Ordinal);
        Assert.Contains("2 methods named 'Overloaded'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(LonelyGrain), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_Twice_IsRefused()
    {
        var services = new ServiceCollection().AddEmbeddedActorRuntime(null, [typeof(ScriptGrain)]);

        Assert.Throws<InvalidOperationException>(() => services.AddEmbeddedActorRuntime(null, [typeof(ScriptGrain)]));
    }

    [Fact]
    public void Options_OutOfRange_AreAllReported()
    {
        using var services = new ServiceCollection()
            .AddEmbeddedActorRuntime(static options => (options.MaxMailboxLength, options.CollectionAge) = (0, TimeSpan.Zero), [typeof(ScriptGrain)])
            .BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IGrainFactory>());

        Assert.Equal(2, failure.Failures.Count());
    }

    [Fact]
    public async Task Interface_WithTwoClasses_NeedsThePrefix()
    {
        await using var silo = new TestSilo(null, typeof(RedGrain), typeof(BlueGrain));
        var prefix = typeof(BlueGrain).FullName!;

        Assert.Throws<ArgumentException>(() => silo.Factory.GetGrain<IColourGrain>("a"));
        Assert.Equal("blue", await silo.Factory.GetGrain<IColourGrain>("a", prefix).Colour().Soon());
        Assert.Throws<ArgumentException>(() => silo.Factory.GetGrain<IBrokenGrain>("a"));
    }

    [Fact]
    public async Task Host_StartsAndStopsTheRuntime()
    {
        var probe = new Probe();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(probe).AddEmbeddedActorRuntime(null, [typeof(ScriptGrain)]);
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IScriptGrain>("a").Run(static _ => Task.CompletedTask).Soon();
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Single(probe.Deactivations);
    }

    public interface IBrokenGrain : IGrainWithStringKey
    {
        int NotATask();

        Task Generic<T>();

        [OneWay]
        Task<int> OneWayWithResult();

        Task Overloaded(int number);

        Task Overloaded(string text);
    }

    public interface IColourGrain : IGrainWithStringKey
    {
        Task<string> Colour();
    }

    public sealed class BrokenGrain : Grain, IBrokenGrain
    {
        public int NotATask() => 0;

        public Task Generic<T>() => Task.CompletedTask;

        public Task<int> OneWayWithResult() => Task.FromResult(0);

        public Task Overloaded(int number) => Task.CompletedTask;

        public Task Overloaded(string text) => Task.CompletedTask;
    }

    public sealed class LonelyGrain : Grain;

    public sealed class RedGrain : Grain, IColourGrain
    {
        public Task<string> Colour() => Task.FromResult("red");
    }

    public sealed class BlueGrain : Grain, IColourGrain
    {
        public Task<string> Colour() => Task.FromResult("blue");
    }
}
