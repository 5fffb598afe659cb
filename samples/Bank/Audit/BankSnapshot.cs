namespace OrleansSaga.Samples.Bank;

/// <summary>What one bank's database held at one moment, read in one transaction.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Accounts">All accounts.</param>
/// <param name="Ledger">What took effect: of one global transaction if one was asked for, else of all.</param>
/// <param name="Barriers">The barrier's rows, of the same transactions.</param>
public sealed record BankSnapshot(
    string Bank,
    IReadOnlyList<AccountRow> Accounts,
    IReadOnlyList<LedgerRow> Ledger,
    IReadOnlyList<BarrierRow> Barriers)
{
    /// <summary>Changes that are set aside and neither made nor dropped, of the same transactions.</summary>
    public IReadOnlyList<HoldRow> Holds { get; init; } = [];

    /// <summary>Branches whose database transaction is prepared and neither committed nor rolled back, of the same transactions.</summary>
    public IReadOnlyList<PendingRow> Prepared { get; init; } = [];

    /// <summary>The money in this bank, in cents.</summary>
    public long TotalCents => Accounts.Sum(account => account.Balance);
}

/// <summary>An account; amounts in cents. <paramref name="Moved"/> is the sum of all its ledger rows.</summary>
public sealed record AccountRow(string Id, long Opening, long Balance, long Moved);

/// <summary>One effect on one account, in the order of commits; the delta is in cents.</summary>
public sealed record LedgerRow(long Seq, string Gid, string BranchId, string Op, string Account, long Delta);

/// <summary>One row of the barrier; it stands for a call that came in when <paramref name="Reason"/> is its own op.</summary>
public sealed record BarrierRow(string Gid, string BranchId, string Op, string Reason);

/// <summary>A change to one account that is set aside; the delta is in cents.</summary>
public sealed record HoldRow(string Gid, string BranchId, string Account, long Delta);

/// <summary>A branch whose database transaction waits for the coordinator's decision.</summary>
public sealed record PendingRow(string Gid, string BranchId);
