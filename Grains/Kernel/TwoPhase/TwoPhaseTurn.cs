using System.Globalization;
using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.TwoPhase;

/// <summary>Drives the second phase: every registered branch, in the mode's order, until all have followed the decision.</summary>
internal abstract class TwoPhaseTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : ModeTurn(durable, drive, now)
{
    /// <summary>The decision is durable before the first call and final: nothing that is called afterwards can be orphaned.</summary>
    protected override bool HoldsAcrossCalls => true;

    /// <summary>Whether the last registered branch comes first.</summary>
    protected abstract bool LastFirst { get; }

    /// <summary>Whether all branches are called at once.</summary>
    protected virtual bool Parallel => false;

    /// <summary>The decision against the transaction: every registered branch is undone, whether or not its first phase ever ran.</summary>
    public void Abort(string reason)
    {
        Apply(new AbortDecided(Text.Clean(reason, BranchResult.MaxExcerptLength), [.. Enumerable.Range(0, State!.Steps.Length)], [], Now));
        Drive = Drive with { Waits = Drive.Waits.Clear() };
    }

    protected override void Progress()
    {
        var definition = State!.Definition;
        if (State.Status == TransactionStatus.Prepared && definition.PreparedUntil <= Now)
            Abort(string.Create(CultureInfo.InvariantCulture, $"Timeout after {definition.PreparedSeconds} seconds"));
        if (State.Status == TransactionStatus.Submitted && FollowDecision(BranchOps.Forward(definition.Mode), LastFirst, Parallel))
            Apply(new TransactionFinished(TransactionStatus.Succeed, Now));
        if (State.Status == TransactionStatus.Aborting && FollowDecision(BranchOps.Backward(definition.Mode), LastFirst, Parallel))
            Apply(new TransactionFinished(TransactionStatus.Failed, Now));
    }
}
