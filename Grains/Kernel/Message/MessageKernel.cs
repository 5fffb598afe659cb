using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Message;

/// <summary>The two-phase message (protocol 4.2): prepared, then delivered or dropped; never rolled back once submitted.</summary>
internal sealed class MessageKernel : ModeKernel
{
    protected override ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false) =>
        new MessageTurn(state, drive, now) { EverythingIsDue = everythingIsDue };

    protected override TransactionSubmitted Submitted(TransactionState state, SubmitInput input, DateTimeOffset now) =>
        MessageTurn.Submitted(state.Definition, state.Definition.DelaySeconds > 0 ? state.Definition.DelaySeconds : input.DelaySeconds, now);

    protected override Decision Abort(TransactionState state, DriveState drive, AbortInput input, DateTimeOffset now)
    {
        if (state.Status != TransactionStatus.Prepared)
            return CannotAbort(state, drive);
        var turn = Turn(state, drive, now);
        turn.Apply(new TransactionFinished(TransactionStatus.Failed, now) { RollbackReason = input.Reason.Length == 0 ? null : Text.Clean(input.Reason, BranchResult.MaxExcerptLength) });
        return turn.Advance();
    }
}
