using Microsoft.Extensions.DependencyInjection;

namespace OrleansSaga.Runtime.Tests;

/// <summary>A silo with script grains on a clock that the test moves.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public TestSilo(Action<EmbeddedRuntimeOptions>? configure = null, params Type[] grains)
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(Probe)
            .AddEmbeddedActorRuntime(configure, grains.Append(typeof(ScriptGrain)))
            .BuildServiceProvider();
        Silo = _services.GetRequiredService<EmbeddedSilo>();
        Factory = _services.GetRequiredService<IGrainFactory>();
        _ = Silo.StartAsync(CancellationToken.None);
    }

    public ManualTimeProvider Time { get; } = new();

    public Probe Probe { get; } = new();

    public EmbeddedSilo Silo { get; }

    public IGrainFactory Factory { get; }

    public IServiceProvider Services => _services;

    public IScriptGrain Grain(string key = "a") => Factory.GetGrain<IScriptGrain>(key);

    /// <summary>Waits until every activation is idle or gone.</summary>
    public async Task Settle()
    {
        foreach (var activation in Silo.Activations.All)
            await activation.WhenIdle().Soon();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
