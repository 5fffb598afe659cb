namespace OrleansSaga.Grains;

/// <summary>What a call to a transaction came to.</summary>
/// <param name="Code">Done, or why not.</param>
/// <param name="Message">For a refusal: what a person should read; it names field and limit where there is one.</param>
/// <param name="Status">Status after the call; null when the gid is unknown.</param>
/// <param name="Version">Journal version after the call.</param>
/// <param name="Pass">The pass under way or begun: wait for the end of this one.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionReply")]
public sealed record TransactionReply(
    [property: Id(0)] ReplyCode Code,
    [property: Id(1)] string Message,
    [property: Id(2)] TransactionStatus? Status,
    [property: Id(3)] long Version,
    [property: Id(4)] long Pass)
{
    /// <summary>The stored wait_result: an abort waits for its pass when the transaction was prepared so (protocol 1.5).</summary>
    [Id(5)]
    public bool WaitResult { get; init; }

    /// <summary>The stored mode; null when the gid is unknown.</summary>
    [Id(6)]
    public TransactionMode? Mode { get; init; }

    /// <summary>Longest time for one of its calls in seconds, as stored; 0 when the gid is unknown.</summary>
    [Id(7)]
    public long RequestTimeoutSeconds { get; init; }

    /// <summary>Whether this call has made the transaction; false when it was there before.</summary>
    [Id(8)]
    public bool IsNew { get; init; }
}

/// <summary>Kinds of reply. Fronts map each to their protocol's status.</summary>
public enum ReplyCode
{
    /// <summary>Done.</summary>
    Ok = 1,

    /// <summary>The transaction's state does not allow it (DTM: 409 FAILURE).</summary>
    WrongState = 2,

    /// <summary>There is no such gid (DTM: 500).</summary>
    NotFound = 3,

    /// <summary>The request itself is wrong (DTM: 500; /api/v1: 400).</summary>
    Invalid = 4,

    /// <summary>The server cannot take it now (503, Retry-After). Nothing is known to have changed.</summary>
    Unavailable = 5,

    /// <summary>Somebody else wrote in between: ask again, a few times.</summary>
    TryAgain = 6,
}

/// <summary>How far a transaction is.</summary>
/// <param name="Status">Status; null when the gid is unknown.</param>
/// <param name="RollbackReason">Why it rolls back, or null.</param>
/// <param name="Version">Journal version.</param>
/// <param name="EndedPass">The last pass that has ended.</param>
[GenerateSerializer, Immutable, Alias("orleanssaga.TransactionProgress")]
public sealed record TransactionProgress(
    [property: Id(0)] TransactionStatus? Status,
    [property: Id(1)] string? RollbackReason,
    [property: Id(2)] long Version,
    [property: Id(3)] long EndedPass)
{
    /// <summary>How the first branch call of the ended pass that did not succeed ended; null when all did.</summary>
    [Id(4)]
    public BranchOutcome? PassOutcome { get; init; }

    /// <summary>What that participant said; empty when all succeeded.</summary>
    [Id(5)]
    public string PassMessage { get; init; } = "";
}

/// <summary>What a wake-up found.</summary>
public enum WakeOutcome
{
    /// <summary>Calls are in flight now, or the transaction waits in memory for a short time.</summary>
    Driven = 1,

    /// <summary>Nothing to do now; the due index knows when to come again.</summary>
    Idle = 2,

    /// <summary>It could not be done now (admission, store): come again.</summary>
    Busy = 3,

    /// <summary>There is no such transaction, or it is finished.</summary>
    Gone = 4,
}
