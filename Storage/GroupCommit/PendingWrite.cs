using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.GroupCommit;

/// <summary>
/// A write on its way. It may be answered once, by the writer or by its patience, whichever comes first; until the
/// writer lets go of it, later writes of the same gid hang behind it.
/// </summary>
internal sealed class PendingWrite(JournalWrite write, JournalLane lane, long queuedAt, WriteQueue queue)
    : TaskCompletionSource<JournalOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public JournalWrite Write { get; } = write;

    public JournalLane Lane { get; } = lane;

    /// <summary>Timestamp of the time provider.</summary>
    public long QueuedAt { get; } = queuedAt;

    public WriteQueue Queue { get; } = queue;

    /// <summary>The next write of the same gid; guarded by the queue's lock.</summary>
    public PendingWrite? Next { get; set; }

    /// <summary>Whether the queue has let go of it; guarded by the queue's lock.</summary>
    public bool IsReleased { get; set; }

    public bool IsAnswered => Task.IsCompleted;
}
