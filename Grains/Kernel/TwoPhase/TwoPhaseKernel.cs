using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.TwoPhase;

/// <summary>What TCC and XA share (protocol 4.3 and 4.4): branches are registered while prepared; submit and abort are the decisions.</summary>
internal abstract class TwoPhaseKernel : ModeKernel
{
    protected override Decision Abort(TransactionState state, DriveState drive, AbortInput input, DateTimeOffset now)
    {
        switch (state.Status)
        {
            case TransactionStatus.Prepared:
                var turn = (TwoPhaseTurn)Turn(state, drive, now);
                turn.Abort(input.Reason);
                turn.BeginPass();
                return turn.Advance();
            case TransactionStatus.Aborting:
                return PassNow(state, drive, now);
            default:
                return CannotAbort(state, drive);
        }
    }

    protected override Decision Register(TransactionState? state, DriveState drive, RegisterInput input, DateTimeOffset now)
    {
        // Once its time is over, the transaction is as good as rolled back: a branch that came in now would be cancelled at once.
        if (state is not { Status: TransactionStatus.Prepared } || state.Definition.PreparedUntil <= now)
            return Registration.NotPrepared(state, drive);
        foreach (var known in state.Definition.Steps)
        {
            if (known.BranchId != input.Branch.BranchId)
                continue;
            return IsSame(known, input.Branch)
                ? Decision.Nothing(state, drive)
                : Decision.Refuse(state, drive, ReplyCode.Invalid, "branch_id: registered before with other content");
        }

        if (state.Steps.Length >= input.MostBranches)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, $"branch_id: the transaction has {state.Steps.Length} branches, at most {input.MostBranches} are allowed");
        var registered = state.Definition.Steps.Sum(known => (long)known.Payload.Length);
        if (registered + input.Branch.Payload.Length > input.MostBytes)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, $"data: {input.Branch.Payload.Length} bytes, and {registered} are registered; at most {input.MostBytes} of a transaction are allowed");
        var turn = Turn(state, drive, now);
        turn.Apply(new BranchRegistered(input.Branch, now));
        return turn.Advance();
    }

    private static bool IsSame(StepDefinition a, StepDefinition b) =>
        a.Action == b.Action && a.Compensate == b.Compensate && a.Payload.Span.SequenceEqual(b.Payload.Span);
}
