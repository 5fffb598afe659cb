namespace OrleansSaga.Storage.GroupCommit;

/// <summary>What the store says of one write of a committed batch.</summary>
internal enum WriteResult : byte
{
    /// <summary>Durable.</summary>
    Ok = 1,

    /// <summary>The fence refused it.</summary>
    Conflict = 2,

    /// <summary>Its row is held by somebody else: nothing is decided, try it alone.</summary>
    Locked = 3,
}
