using OrleansSaga.Samples.Bank;

namespace OrleansSaga.Faults;

/// <summary>
/// Compares what clients were promised and what the server says with what lies in the banks' books: ledgers, balances, barrier tables,
/// money set aside, prepared database transactions. Shares no code with the engine.
/// </summary>
internal static class TransferJudge
{
    private const int BranchesOfATransfer = 2;

    /// <summary>Every sentence is a guilt; none is an acquittal.</summary>
    public static IEnumerable<string> Judge(IEnumerable<TransferRecord> records, IReadOnlyDictionary<string, string?> statuses, BankAuditReport books)
    {
        foreach (var violation in books.Violations)
            yield return violation;
        if (books.TotalCents != books.OpeningCents)
            yield return $"The banks have {books.TotalCents} cents, and had {books.OpeningCents}.";

        var transfers = books.Transfers.ToDictionary(transfer => transfer.Gid, StringComparer.Ordinal);
        foreach (var record in records)
        {
            transfers.Remove(record.Gid, out var transfer);
            if (Judge(record, statuses[record.Gid], transfer) is { } guilt)
                yield return $"{record.Gid} ({record.Conduct}, acknowledged: {record.IsAcknowledged}, promised: {record.Promised ?? "nothing"}): {guilt}";
        }

        foreach (var stranger in transfers.Keys)
            yield return $"{stranger}: nobody asked for it.";
    }

    private static string? Judge(TransferRecord record, string? status, TransferAudit? transfer)
    {
        if (status is null && record.IsAcknowledged)
            return "acknowledged, and lost.";
        if (status is not (null or "succeed" or "failed"))
            return $"still {status}.";
        if (record.Promised is not null && record.Promised != status)
            return $"ended as {status}.";
        return status == "succeed" ? Applied(record, transfer) : Undone(transfer, status);
    }

    private static string? Applied(TransferRecord record, TransferAudit? transfer)
    {
        if (transfer is null)
            return "succeeded, and the banks know nothing of it.";
        if (transfer.Outcome != TransferOutcome.Applied || transfer.Branches.Count != BranchesOfATransfer)
            return $"succeeded, and the banks say {transfer.Outcome}: {string.Join(", ", transfer.Branches)}.";
        return transfer.Branches.Any(branch => Math.Abs(branch.NetCents) != record.Amount) ? $"moved the wrong amount: {string.Join(", ", transfer.Branches)}." : null;
    }

    private static string? Undone(TransferAudit? transfer, string? status)
    {
        if (transfer is null)
            return null;
        if (status is null)
            return "the server does not know it, and the banks do.";
        return transfer.Outcome == TransferOutcome.Undone ? null : $"failed, and the banks say {transfer.Outcome}: {string.Join(", ", transfer.Branches)}.";
    }
}
