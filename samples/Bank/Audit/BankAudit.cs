namespace OrleansSaga.Samples.Bank;

/// <summary>
/// Judges from the banks' own books whether transfers were all or nothing. It knows nothing of the coordinator and
/// shares no code with it, so that one mistake cannot hide in both.
/// </summary>
public static class BankAudit
{
    /// <summary>Judges the books of all banks. Two banks are not read at the same moment: settle before judging.</summary>
    public static BankAuditReport Of(params IReadOnlyList<BankSnapshot> banks)
    {
        var violations = new List<string>();
        foreach (var bank in banks)
            CheckAccounts(bank, violations);

        var branches = banks.SelectMany(bank => Branches(bank, violations)).ToLookup(branch => branch.Gid, branch => branch.Audit);
        var transfers = branches
            .OrderBy(transfer => transfer.Key, StringComparer.Ordinal)
            .Select(transfer => Judge(transfer.Key, [.. transfer]))
            .ToList();

        var accounts = banks.SelectMany(bank => bank.Accounts).ToList();
        return new BankAuditReport(
            accounts.Sum(account => account.Opening), accounts.Sum(account => account.Balance), transfers, violations);
    }

    private static TransferAudit Judge(string gid, IReadOnlyList<BranchAudit> branches)
    {
        var net = branches.Sum(branch => branch.NetCents);
        var outcome =
            net != 0 || branches.Any(branch => branch.State == BranchState.Pending) ? TransferOutcome.Partial
            : branches.All(branch => branch.State == BranchState.Applied) ? TransferOutcome.Applied
            : branches.All(branch => branch.State != BranchState.Applied) ? TransferOutcome.Undone
            : TransferOutcome.Partial;
        return new TransferAudit(gid, outcome, net, branches);
    }

    private static void CheckAccounts(BankSnapshot bank, List<string> violations)
    {
        foreach (var account in bank.Accounts)
        {
            if (account.Balance < 0)
                violations.Add($"{bank.Bank}: account {account.Id} is overdrawn: {account.Balance}.");
            if (account.Opening + account.Moved != account.Balance)
                violations.Add($"{bank.Bank}: account {account.Id} has {account.Balance}, its ledger says {account.Opening + account.Moved}.");
        }
    }

    private static IEnumerable<(string Gid, BranchAudit Audit)> Branches(BankSnapshot bank, List<string> violations)
    {
        var ledger = bank.Ledger.ToLookup(row => (row.Gid, row.BranchId));
        var barriers = bank.Barriers.ToLookup(row => (row.Gid, row.BranchId));
        var pending = bank.Holds.Select(row => (row.Gid, row.BranchId)).Concat(bank.Prepared.Select(row => (row.Gid, row.BranchId))).ToHashSet();
        var keys = ledger.Select(group => group.Key).Union(barriers.Select(group => group.Key)).Union(pending);
        foreach (var key in keys.OrderBy(key => key.Gid, StringComparer.Ordinal).ThenBy(key => key.BranchId, StringComparer.Ordinal))
        {
            var rows = ledger[key].OrderBy(row => row.Seq).ToList();
            var called = barriers[key].Where(row => row.Op == row.Reason).Select(row => row.Op).ToHashSet(StringComparer.Ordinal);
            BranchCheck.Run($"{bank.Bank}: {key.Gid}/{key.BranchId}", rows, called, pending.Contains(key), violations);

            var state =
                pending.Contains(key) ? BranchState.Pending
                : rows.Any(row => BranchCheck.IsReversal(row.Op)) ? BranchState.Compensated
                : rows.Count > 0 ? BranchState.Applied
                : BranchState.NullCompensated;
            yield return (key.Gid, new BranchAudit(bank.Bank, key.BranchId, state, rows.Sum(row => row.Delta)));
        }
    }
}
