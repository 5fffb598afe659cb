using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Workflow;

/// <summary>Asks a silent client to run its workflow again, at growing intervals.</summary>
internal sealed class WorkflowTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : ModeTurn(durable, drive, now)
{
    /// <summary>Who records is alive: an unrecorded wait for the callback starts anew as well.</summary>
    public void Record(WorkflowProgress row, DateTimeOffset? callbackAt)
    {
        Apply(new ProgressRecorded(row, callbackAt));
        if (callbackAt is { } at && Drive.Waits.GetValueOrDefault(-1) is { } wait)
            Wait(-1, wait with { DueAt = at, InPass = false });
    }

    protected override void Progress()
    {
        // An unrecorded wait (a callback that an operator asked for was deferred) may end before the recorded one.
        if (State!.Definition.QueryPrepared.Length > 0 && (EverythingIsDue || Drive.Waits.ContainsKey(-1) || State.CallbackAt <= Now))
            StartOrComplete(-1, BranchOp.Callback);
    }
}
