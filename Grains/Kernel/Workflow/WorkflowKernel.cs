using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Workflow;

/// <summary>The workflow (protocol 4.5): its client runs it, records progress here, and says how it ended.</summary>
internal sealed class WorkflowKernel : ModeKernel
{
    protected override ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false) =>
        new WorkflowTurn(state, drive, now) { EverythingIsDue = everythingIsDue };

    /// <summary>Makes the workflow or finds it, in whatever state: the client goes on from what is stored.</summary>
    protected override Decision Prepare(TransactionState? state, DriveState drive, PrepareInput input, DateTimeOffset now) =>
        state is null ? Create(drive, input.Definition, TransactionStatus.Prepared, now) : Decision.Nothing(state, drive);

    protected override Decision Submit(TransactionState? state, DriveState drive, SubmitInput input, DateTimeOffset now)
    {
        if (state is null)
            return Decision.Refuse(state, drive, ReplyCode.NotFound, "");
        if (input.End is not { } end)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, "req_extra.status: must be succeed or failed");
        if (state.IsFinal)
        {
            return state.Status == end.Status
                ? Decision.Nothing(state, drive)
                : WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', cannot end as '{WireNames.Of(end.Status)}'.");
        }

        if (end.Status == TransactionStatus.Succeed && WorkflowRows.RollbackHasBegun(state))
            return WrongState(state, drive, "the workflow has begun to roll back, cannot succeed.");
        var turn = Turn(state, drive, now);
        turn.Apply(new TransactionFinished(end.Status, now)
        {
            RollbackReason = end.RollbackReason.Length == 0 ? null : Text.Clean(end.RollbackReason, BranchResult.MaxExcerptLength),
            Result = end.Result.Length == 0 ? null : Text.Clean(end.Result, end.Result.Length),
        });
        return turn.Advance();
    }

    protected override Decision Progress(TransactionState? state, DriveState drive, ProgressInput input, DateTimeOffset now)
    {
        if (state is not { Status: TransactionStatus.Prepared })
            return Registration.NotPrepared(state, drive);
        var row = input.Progress;
        foreach (var known in state.Progresses)
        {
            if (known.BranchId != row.BranchId || known.Op != row.Op)
                continue;
            return known.Repeats(row)
                ? Decision.Nothing(state, drive)
                : Decision.Refuse(state, drive, ReplyCode.Invalid, "branch_id, op: recorded before with another status or other data");
        }

        if (row.Status == OpStatus.Succeed && !WorkflowRows.IsRollback(row) && WorkflowRows.RollbackHasBegun(state))
            return WrongState(state, drive, "the workflow has begun to roll back, cannot go forward.");
        if (state.Progresses.Length >= input.MostRows)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, $"branch_id: the workflow has {state.Progresses.Length} rows, at most {input.MostRows} are allowed");
        var recorded = state.Progresses.Sum(known => (long)known.Data.Length);
        if (recorded + row.Data.Length > input.MostBytes)
            return Decision.Refuse(state, drive, ReplyCode.Invalid, $"data: {row.Data.Length} bytes, and {recorded} are recorded; at most {input.MostBytes} of a transaction are allowed");
        var turn = (WorkflowTurn)Turn(state, drive, now);
        turn.Record(row, CallbackAt(state.Definition, input.Jitter, now));
        return turn.Advance();
    }

    private static DateTimeOffset? CallbackAt(TransactionDefinition definition, double jitter, DateTimeOffset now) =>
        definition.QueryPrepared.Length == 0 ? null : now + RetryRules.WithJitter(definition, definition.RetryBaseSeconds, jitter);
}
