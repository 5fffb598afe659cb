using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel;

/// <summary>What follows from an input.</summary>
/// <param name="Events">To append, in one record; empty when nothing changes durably.</param>
/// <param name="State">The state after the events.</param>
/// <param name="Drive">The drive state once the events are durable.</param>
/// <param name="Calls">Branch calls to start once the events are durable.</param>
/// <param name="Refusal">Why the input was refused, or null.</param>
public sealed record Decision(
    ImmutableArray<TransactionEvent> Events,
    TransactionState? State,
    DriveState Drive,
    ImmutableArray<CallInFlight> Calls,
    Refusal? Refusal)
{
    /// <summary>Refuses the input: nothing changes.</summary>
    public static Decision Refuse(TransactionState? state, DriveState drive, ReplyCode code, string message) =>
        new([], state, drive, [], new Refusal(code, message));

    /// <summary>Nothing follows.</summary>
    public static Decision Nothing(TransactionState? state, DriveState drive) => new([], state, drive, [], null);
}
