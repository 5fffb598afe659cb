using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What custom_data of a saga says.</summary>
internal sealed record SagaCustomData(
    ImmutableDictionary<int, ImmutableArray<int>> Orders,
    bool Concurrent,
    IReadOnlyDictionary<string, string> Tags,
    ImmutableDictionary<int, StepPolicy> Policies)
{
    public static SagaCustomData None { get; } = new(
        ImmutableDictionary<int, ImmutableArray<int>>.Empty,
        false,
        ImmutableDictionary<string, string>.Empty,
        ImmutableDictionary<int, StepPolicy>.Empty);

    public ImmutableArray<int> After(int step) => Orders.GetValueOrDefault(step, []);

    public StepPolicy Policy(int step) => Policies.GetValueOrDefault(step, StepPolicy.None);
}
