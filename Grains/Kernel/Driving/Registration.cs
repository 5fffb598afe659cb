namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>What registerBranch is told when its transaction takes no branches (protocol 1.5).</summary>
internal static class Registration
{
    /// <summary>There is no such transaction, or it is decided: the client must stop (409).</summary>
    public static Decision NotPrepared(TransactionState? state, DriveState drive) =>
        Decision.Refuse(state, drive, ReplyCode.WrongState, Refusal.NotPrepared);
}
