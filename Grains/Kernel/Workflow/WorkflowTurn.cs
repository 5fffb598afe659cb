using OrleansSaga.Grains.Kernel.Driving;

namespace OrleansSaga.Grains.Kernel.Workflow;

/// <summary>Asks a silent client to run its workflow again, at growing intervals.</summary>
internal sealed class WorkflowTurn(TransactionState? durable, DriveState drive, DateTimeOffset now) : ModeTurn(durable, drive, now)
{
    protected override void Progress()
    {
        if (State!.Definition.QueryPrepared.Length > 0 && (EverythingIsDue || State.CallbackAt <= Now))
            StartOrComplete(-1, BranchOp.Callback, State.Definition.QueryPrepared);
    }
}
