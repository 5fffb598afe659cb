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
