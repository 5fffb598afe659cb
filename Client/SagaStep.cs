namespace OrleansSaga.Client;

/// <summary>One step of a saga.</summary>
/// <param name="Action">URL of the action; empty: nothing to do.</param>
/// <param name="Compensate">URL that undoes it; empty: nothing to undo.</param>
/// <param name="Payload">Body of both calls, sent as it is. Without one they are a GET.</param>
public sealed record SagaStep(string Action, string Compensate, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Numbers of the steps (from 0) that must have succeeded before, beside the one in front unless the saga is concurrent.</summary>
    public IReadOnlyList<int> After { get; init; } = [];
}
