namespace OrleansSaga.Faults.Checking;

/// <summary>One transaction that the load began, and what its client knows of it.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Mode">Wire name: saga, tcc, xa, msg or workflow.</param>
public sealed record AskedTransaction(string Gid, string Mode)
{
    /// <summary>A call for it was answered with success: from there on it must not be forgotten.</summary>
    public bool Acknowledged { get; init; }

    /// <summary>A client was told that it has ended so: succeed or failed. Null: nobody was told.</summary>
    public string? ToldEnd { get; init; }

    /// <summary>The call that decides was answered with success, so that it can end no other way; it need not have ended yet. Null: nothing follows.</summary>
    public string? PromisedEnd { get; init; }

    /// <summary>What it moves if it succeeds, in cents; null when the load does not say.</summary>
    public long? Amount { get; init; }

    /// <summary>The account that pays; null when the load does not say.</summary>
    public string? From { get; init; }

    /// <summary>The account that is paid; null when the load does not say.</summary>
    public string? To { get; init; }

    /// <summary>It was poisoned on purpose, so that an operator may be waited for.</summary>
    public bool MayPark { get; init; }
}
