using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What custom_data says.</summary>
internal sealed record CustomData(
    ImmutableDictionary<int, ImmutableArray<int>> Orders,
    bool Concurrent,
    IReadOnlyDictionary<string, string> Tags,
    ImmutableDictionary<int, StepPolicy> Policies)
{
    public static CustomData None { get; } = new(
        ImmutableDictionary<int, ImmutableArray<int>>.Empty,
        false,
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<int, StepPolicy>.Empty);

    /// <summary>Most characters of a workflow's name.</summary>
    public const int MostNameLength = 256;

    /// <summary>A message's delay; 0 for none.</summary>
    public long DelaySeconds { get; init; }

    /// <summary>A workflow's name.</summary>
    public string WorkflowName { get; init; } = "";

    /// <summary>The body of a workflow's callback.</summary>
    public ReadOnlyMemory<byte> WorkflowData { get; init; }

    public ImmutableArray<int> After(int step) => Orders.GetValueOrDefault(step, []);

    public StepPolicy Policy(int step) => Policies.GetValueOrDefault(step, StepPolicy.None);
}
