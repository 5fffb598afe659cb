namespace OrleansSaga.Samples.Bank;

/// <summary>What must never stand in the books about one branch, whatever its transaction's mode.</summary>
internal static class BranchCheck
{
    /// <param name="name">How a violation names the branch.</param>
    /// <param name="rows">Its ledger rows in the order of commits.</param>
    /// <param name="called">The operations whose barrier row was written by themselves.</param>
    /// <param name="isPending">True when a change is set aside or prepared.</param>
    /// <param name="violations">Gets what is wrong.</param>
    public static void Run(string name, List<LedgerRow> rows, HashSet<string> called, bool isPending, List<string> violations)
    {
        CheckBarrier(name, rows, called, violations);
        var forward = rows.FirstOrDefault(row => IsForward(row.Op));
        var settlement = rows.FirstOrDefault(row => IsSettlement(row.Op));
        var reversal = rows.FirstOrDefault(row => IsReversal(row.Op));
        if (forward is null && called.Any(IsForward))
            violations.Add($"{name}: the barrier says that it took effect, the ledger does not.");
        if (reversal is not null)
            CheckReversal(name, rows, forward, reversal, violations);
        else if (forward is not null && called.Any(IsReversal))
            violations.Add($"{name}: the barrier says that it was undone, the ledger does not.");
        CheckReservation(name, forward, settlement, reversal, isPending, violations);
    }

    public static bool IsReversal(string op) => op is "compensate" or "cancel" or "rollback";

    private static bool IsSettlement(string op) => op is "confirm" or "commit";

    private static bool IsForward(string op) => !IsReversal(op) && !IsSettlement(op);

    private static void CheckBarrier(string name, List<LedgerRow> rows, HashSet<string> called, List<string> violations)
    {
        foreach (var op in rows.GroupBy(row => row.Op, StringComparer.Ordinal))
        {
            if (op.Count() > 1)
                violations.Add($"{name}: {op.Key} took effect {op.Count()} times.");
            if (!called.Contains(op.Key))
                violations.Add($"{name}: {op.Key} took effect without a barrier row.");
        }

        foreach (var op in called.Where(op => IsSettlement(op) && rows.All(row => row.Op != op)))
            violations.Add($"{name}: the barrier says {op}, the ledger does not.");
    }

    private static void CheckReversal(string name, List<LedgerRow> rows, LedgerRow? forward, LedgerRow reversal, List<string> violations)
    {
        if (forward is null || forward.Seq > reversal.Seq)
            violations.Add($"{name}: {reversal.Op} took effect before the operation that it undoes.");
        else if (reversal.Account != forward.Account || rows.Sum(row => row.Delta) != 0)
            violations.Add($"{name}: {reversal.Op} did not give back what {forward.Op} took.");
    }

    /// <summary>A try sets aside, and then it is confirmed or cancelled, and not both.</summary>
    private static void CheckReservation(
        string name, LedgerRow? forward, LedgerRow? settlement, LedgerRow? reversal, bool isPending, List<string> violations)
    {
        if (settlement is not null && reversal is not null)
            violations.Add($"{name}: both {settlement.Op} and {reversal.Op} took effect.");
        if (settlement is not null && (forward is null || forward.Seq > settlement.Seq))
            violations.Add($"{name}: {settlement.Op} took effect before its try.");
        if (isPending && (settlement ?? reversal) is { } end)
            violations.Add($"{name}: {end.Op} took effect and money is still set aside.");
        if (forward is { Delta: 0 } && settlement is null && reversal is null && !isPending)
            violations.Add($"{name}: what {forward.Op} set aside is gone.");
    }
}
