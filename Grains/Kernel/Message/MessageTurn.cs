using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Message;

/// <summary>Asks the sender while it is silent, and delivers once the message is submitted.</summary>
internal sealed class MessageTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : ModeTurn(durable, drive, now)
{
    /// <summary>A submitted message is delivered, whatever happens: a crash merely repeats deliveries.</summary>
    protected override bool HoldsAcrossCalls => true;

    /// <summary>The submit of a message that is held back until it is <paramref name="delaySeconds"/> old, or for that long if it is younger.</summary>
    public static TransactionSubmitted Submitted(TransactionDefinition definition, long delaySeconds, DateTimeOffset now) =>
        new(now) { NotBefore = delaySeconds > 0 && definition.CreatedAt.AddSeconds(delaySeconds) > now ? now.AddSeconds(delaySeconds) : null };

    public override bool CanRefuse(BranchOp op) => op == BranchOp.QueryPrepared;

    public override void Refuse(BranchStamp stamp, AttemptRecord attempt)
    {
        Apply(new BranchRefused(stamp.Step, attempt));
        var reason = $"url:{State!.Definition.QueryPrepared} return failed: {attempt.Excerpt}";
        Apply(new TransactionFinished(TransactionStatus.Failed, Now) { RollbackReason = Text.Clean(reason, BranchResult.MaxExcerptLength) });
    }

    public override void Succeed(BranchStamp stamp, AttemptRecord attempt)
    {
        base.Succeed(stamp, attempt);
        if (stamp.Op == BranchOp.QueryPrepared)
            Submit(Submitted(State!.Definition, State.Definition.DelaySeconds, Now));
    }

    protected override void Progress()
    {
        // The time to ask has come, or an operator wants it asked; before the timeout the sender is left alone in any case.
        if (State!.Status == TransactionStatus.Prepared && State.Definition.PreparedUntil <= Now)
            StartOrComplete(-1, BranchOp.QueryPrepared);
        if (State.Status == TransactionStatus.Submitted && !(State.NotBefore > Now)
            && FollowDecision(BranchOp.Action, lastFirst: false, State.Definition.Concurrent))
        {
            Apply(new TransactionFinished(TransactionStatus.Succeed, Now));
        }
    }
}
