using System.Collections.Concurrent;

namespace OrleansSaga.Runtime.Tests;

/// <summary>One silo of a test, as its grains know it.</summary>
public sealed class Place(string name)
{
    public string Name { get; } = name;

    internal Gate Gate { get; set; } = new();

    /// <summary>Somebody waits inside a grain.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why activations ended.</summary>
    public ConcurrentQueue<DeactivationReasonCode> Ended { get; } = new();
}
