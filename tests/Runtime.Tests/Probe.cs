using System.Collections.Concurrent;

namespace OrleansSaga.Runtime.Tests;

/// <summary>What the test grains report to, and where tests tell them how to begin and end.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, int> _live = new();
    private int _activations;
    private int _violations;

    public int Activations => _activations;

    /// <summary>Times that two activations of a key were alive at once, or two threads in one activation.</summary>
    public int Violations => _violations;

    public ConcurrentQueue<DeactivationReason> Deactivations { get; } = new();

    public Func<ScriptGrain, Task>? OnActivate { get; set; }

    public Func<ScriptGrain, CancellationToken, Task>? OnDeactivate { get; set; }

    public void Activated(string key)
    {
        Interlocked.Increment(ref _activations);
        if (_live.AddOrUpdate(key, 1, static (_, live) => live + 1) > 1)
            Violated();
    }

    public void Deactivated(string key, DeactivationReason reason)
    {
        _live.AddOrUpdate(key, 0, static (_, live) => live - 1);
        Deactivations.Enqueue(reason);
    }

    public void Violated() => Interlocked.Increment(ref _violations);
}
