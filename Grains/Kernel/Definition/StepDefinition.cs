using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>One branch.</summary>
/// <param name="Action">URL of the forward op (action, confirm, commit); empty: succeeds without a call.</param>
/// <param name="Compensate">URL of the backward op (compensate, cancel, rollback); empty: succeeds without a call.</param>
/// <param name="Payload">Body of both calls.</param>
/// <param name="After">Steps that must have succeeded before (from orders), ascending.</param>
/// <param name="Policy">What the client asked for beyond DTM's options.</param>
public sealed record StepDefinition(string Action, string Compensate, ReadOnlyMemory<byte> Payload, ImmutableArray<int> After, StepPolicy Policy)
{
    /// <summary>Wire branch id where it is not the number of the step; otherwise empty.</summary>
    public string BranchId { get; init; } = "";
}
