using System.Collections.Immutable;

namespace OrleansSaga.Storage.Membership;

/// <summary>What came of one attempt to join: exactly one of the three.</summary>
/// <param name="Result">It has its row.</param>
/// <param name="Refusal">It must not join; why, in plain words.</param>
/// <param name="Watch">Nothing was written: watch the beats of these rows, and try again with what they show.</param>
public sealed record JoinAttempt(JoinResult? Result, string? Refusal, ImmutableArray<SiloRow> Watch)
{
    /// <summary>The attempt that comes of a decision.</summary>
    public static JoinAttempt Of(JoinDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return new(decision.Result, decision.Refusal, decision.Watch);
    }
}
