namespace OrleansSaga.Grains.Branches;

/// <summary>Makes branch calls. Never throws for what a participant does: every end is a <see cref="BranchResult"/>.</summary>
public interface IBranchCaller
{
    /// <summary>
    /// Makes one call, waiting a moment (a second unless configured otherwise) for a free place at the participant's host (then <see cref="BranchOutcome.Deferred"/>),
    /// and at most the call's timeout for the answer.
    /// </summary>
    Task<BranchResult> CallAsync(BranchCall call, CancellationToken cancellationToken);
}
