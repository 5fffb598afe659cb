using System.Diagnostics;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Events;

/// <summary>The names of events in histories and notices.</summary>
public static class EventNames
{
    /// <summary>The name of an event.</summary>
    public static string Of(TransactionEvent happened) => happened switch
    {
        TransactionCreated => "created",
        TransactionSubmitted => "submitted",
        BranchRegistered => "branch_registered",
        ProgressRecorded => "progress_recorded",
        BranchSucceeded => "branch_succeeded",
        BranchRefused => "branch_refused",
        RetryScheduled => "retry_scheduled",
        BranchParked => "branch_parked",
        BranchResumed => "branch_resumed",
        AbortDecided => "abort_decided",
        TransactionFinished => "finished",
        TransactionForceStopped => "force_stopped",
        TransactionParked => "transaction_parked",
        TransactionResumed => "transaction_resumed",
        OngoingRepeated => "ongoing_repeated",
        TransactionSnapshot => "snapshot",
        _ => throw new UnreachableException($"No name for {happened.GetType().Name}."),
    };
}
