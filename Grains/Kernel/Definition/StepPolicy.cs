namespace OrleansSaga.Grains.Kernel;

/// <summary>Per-step policy. Absent values mean DTM's behaviour.</summary>
/// <param name="RequestTimeoutSeconds">Longest time for a call, or null for the transaction's.</param>
/// <param name="MaxAttempts">After this many errors the step gives up: an action aborts the saga (or parks), a compensation parks. Null: never.</param>
/// <param name="Backoff">Retry intervals, or null for the transaction's.</param>
/// <param name="NonCompensable">The step has nothing that could be undone: its compensation is never called.</param>
/// <param name="Park">An action that gives up waits for an operator instead of aborting.</param>
public sealed record StepPolicy(long? RequestTimeoutSeconds, int? MaxAttempts, StepBackoff? Backoff, bool NonCompensable, bool Park)
{
    /// <summary>DTM's behaviour.</summary>
    public static StepPolicy None { get; } = new(null, null, null, false, false);
}
