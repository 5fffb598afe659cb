namespace OrleansSaga.Samples.Bank;

/// <summary>What stands in the books about one branch of a global transaction.</summary>
public enum BranchState
{
    /// <summary>Its action took effect and stands.</summary>
    Applied,

    /// <summary>Its action took effect and was undone.</summary>
    Compensated,

    /// <summary>Its undo was called, its action never took effect and never will.</summary>
    NullCompensated,

    /// <summary>Money is set aside or a database transaction is prepared, and the coordinator's word is awaited.</summary>
    Pending,
}

/// <summary>What a global transaction came to, over both banks.</summary>
public enum TransferOutcome
{
    /// <summary>Every branch stands, and what left one account arrived in another.</summary>
    Applied,

    /// <summary>No branch stands.</summary>
    Undone,

    /// <summary>Something in between: right while the transaction runs, wrong when it has ended.</summary>
    Partial,
}

/// <summary>One branch at one bank; <paramref name="NetCents"/> is what it has moved after all.</summary>
public sealed record BranchAudit(string Bank, string BranchId, BranchState State, long NetCents);

/// <summary>One global transaction over both banks.</summary>
public sealed record TransferAudit(string Gid, TransferOutcome Outcome, long NetCents, IReadOnlyList<BranchAudit> Branches);

/// <summary>The judgement over both banks; amounts in cents.</summary>
/// <param name="OpeningCents">The money that was there at first.</param>
/// <param name="TotalCents">The money that is there now.</param>
/// <param name="Transfers">Every global transaction that reached a bank, by gid.</param>
/// <param name="Violations">What must never be the case, not even while transactions run. Empty when all is well.</param>
public sealed record BankAuditReport(
    long OpeningCents,
    long TotalCents,
    IReadOnlyList<TransferAudit> Transfers,
    IReadOnlyList<string> Violations)
{
    /// <summary>True when nothing is wrong and nothing is half done: what must hold once every transaction has ended.</summary>
    public bool IsSettled =>
        Violations.Count == 0
        && TotalCents == OpeningCents
        && Transfers.All(transfer => transfer.Outcome != TransferOutcome.Partial);

    /// <summary>The transaction with this gid, or null when neither bank was ever changed or told to undo by it.</summary>
    public TransferAudit? Find(string gid) => Transfers.FirstOrDefault(transfer => transfer.Gid == gid);
}
