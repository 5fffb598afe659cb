using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>Drives a saga forward, or back (protocol 4.1).</summary>
internal sealed class SagaTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : ModeTurn(durable, drive, now)
{
    /// <summary>How long a compensation waits for its own action's call to come back.</summary>
    private static readonly TimeSpan ActionGrace = TimeSpan.FromSeconds(10);

    public override bool CanRefuse(BranchOp op) => op == BranchOp.Action;

    public override void Refuse(BranchStamp stamp, AttemptRecord attempt)
    {
        Apply(new BranchRefused(stamp.Step, attempt));
        Abort($"url:{State!.Definition.Steps[stamp.Step].Action} return failed: {attempt.Excerpt}");
    }

    /// <summary>The abort decision, with the list of what to compensate.</summary>
    public void Abort(string reason)
    {
        var (compensate, notCompensable) = SagaPlan.Undo(State!);
        Apply(new AbortDecided(Text.Clean(reason, BranchResult.MaxExcerptLength), compensate, notCompensable, Now));
        Drive = Drive with { Waits = Drive.Waits.Clear(), ActionGraceUntil = Now + ActionGrace };
    }

    protected override void Progress()
    {
        if (State!.Status == TransactionStatus.Submitted)
            Forward();
        if (State.Status == TransactionStatus.Aborting)
            Backward();
    }

    private void Forward()
    {
        var count = State!.Steps.Length;
        for (var moved = true; moved;)
        {
            moved = false;
            for (var i = 0; i < count; i++)
                moved |= SagaPlan.MayStart(State, i) && StartOrComplete(i, BranchOp.Action);
        }

        if (State.Steps.All(step => step.Action == OpStatus.Succeed))
            Apply(new TransactionFinished(TransactionStatus.Succeed, Now));
        else if (State.Definition.TimeoutAt <= Now)
            AbortForTimeout();
    }

    private void AbortForTimeout()
    {
        TakeBackCalls();
        Abort($"Timeout after {State!.Definition.Options.TimeoutToFailSeconds} seconds");
    }

    private void Backward()
    {
        var dependants = SagaPlan.Dependants(State!.Definition);
        for (var moved = true; moved;)
        {
            moved = false;
            var known = new bool?[State.Steps.Length];
            for (var i = State.Steps.Length - 1; i >= 0; i--)
            {
                if (SagaPlan.MayCompensate(State, i, dependants, known) && !ActionIsStillOut(i))
                    moved |= StartOrComplete(i, BranchOp.Compensate);
            }
        }

        if (!State.Steps.Any(SagaPlan.NeedsCompensation))
            Apply(new TransactionFinished(TransactionStatus.Failed, Now));
    }

    private bool ActionIsStillOut(int step) =>
        Drive.ActionGraceUntil > Now && Drive.Find(step, BranchOp.Action) is not null;
}
