namespace OrleansSaga.Grains;

/// <summary>How far one direction of a branch is.</summary>
public enum BranchProgress
{
    /// <summary>Not asked for: the transaction is not rolled back, or this branch has nothing to undo.</summary>
    NotNeeded = 1,

    /// <summary>Not known to have ended; maybe never called.</summary>
    Pending = 2,

    /// <summary>Took effect.</summary>
    Succeed = 3,

    /// <summary>Refused.</summary>
    Failed = 4,

    /// <summary>May have taken effect and cannot be undone: its policy says so.</summary>
    NotCompensable = 5,
}
