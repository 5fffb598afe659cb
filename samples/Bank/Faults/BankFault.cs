namespace OrleansSaga.Samples.Bank;

/// <summary>How a bank misbehaves on purpose.</summary>
public enum BankFaultKind
{
    /// <summary>Answers 500: the coordinator does not know what happened and tries again.</summary>
    Fail,

    /// <summary>Answers 425 ONGOING: come again later.</summary>
    Ongoing,

    /// <summary>Answers 409 FAILURE: a final no.</summary>
    Refuse,

    /// <summary>Does not answer until the rule is released or ended.</summary>
    Hold,
}

/// <summary>A fault, and the calls that it strikes: those that fit all filters that are set.</summary>
public sealed record BankFault(BankFaultKind Kind)
{
    /// <summary>Only calls of this global transaction; null for any.</summary>
    public string? Gid { get; init; }

    /// <summary>Only this branch; null for any.</summary>
    public string? BranchId { get; init; }

    /// <summary>Only this operation; null for any.</summary>
    public string? Op { get; init; }

    /// <summary>How many calls it strikes before it is used up: 1 (default) to <see cref="BankFaults.MaxTimes"/>.</summary>
    public int Times { get; init; } = 1;

    /// <summary>
    /// False (default): the fault comes instead of the work. True: the work is done and committed, then the fault
    /// takes the place of the answer, as when a process dies before it could reply. Not for refusals.
    /// </summary>
    public bool AfterEffect { get; init; }

    internal bool Strikes(BranchRequest request) =>
        (Gid is null || Gid == request.Gid)
        && (BranchId is null || BranchId == request.BranchId)
        && (Op is null || Op == request.Op);
}
