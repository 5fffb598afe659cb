namespace OrleansSaga.Grains.Kernel;

/// <summary>Finds the pairs, in the order in which they were written, and refuses what DTM never writes.</summary>
internal static class DtmBranchPairs
{
    public static IReadOnlyList<DtmBranchPair> Of(TransactionMode mode, IReadOnlyList<DtmBranchRow> rows)
    {
        var (backward, forward) = (WireNames.Of(BranchOps.Backward(mode)), WireNames.Of(BranchOps.Forward(mode)));
        var halves = new Dictionary<string, (DtmBranchRow? Backward, DtmBranchRow? Forward)>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var row in rows)
        {
            if (row.Op != backward && row.Op != forward)
                throw new InvalidFieldException($"{row.Name}: a {WireNames.Of(mode)} transaction has no such op");
            if (!halves.TryGetValue(row.BranchId, out var half))
                order.Add(row.BranchId);
            if ((row.Op == backward ? half.Backward : half.Forward) is not null)
                throw new InvalidFieldException($"{row.Name}: there are two such rows");
            halves[row.BranchId] = row.Op == backward ? half with { Backward = row } : half with { Forward = row };
        }

        return [.. order.Select(branchId => Pair(branchId, halves[branchId]))];

        DtmBranchPair Pair(string branchId, (DtmBranchRow? Backward, DtmBranchRow? Forward) half)
        {
            if (half.Backward is null || half.Forward is null)
                throw new InvalidFieldException($"{Text.Clean(branchId, 32)}/{(half.Backward is null ? backward : forward)}: the row is missing");
            if (!half.Backward.Data.Span.SequenceEqual(half.Forward.Data.Span))
                throw new InvalidFieldException($"{half.Backward.Name}: its bin_data is not that of {half.Forward.Name}");
            return new DtmBranchPair(half.Backward, half.Forward);
        }
    }

    /// <summary>Whether the row's op has succeeded; refuses one that failed, which DTM writes of a saga's actions only.</summary>
    public static bool HasSucceeded(DtmBranchRow row) => Status(row) switch
    {
        OpStatus.Failed => throw new InvalidFieldException($"{row.Name}: is failed, and this op cannot fail"),
        var status => status == OpStatus.Succeed,
    };

    /// <summary>Refuses a row that has ended in a transaction that has not come that far.</summary>
    public static void MustBeOpen(DtmBranchRow row, TransactionStatus status)
    {
        if (Status(row) != OpStatus.Prepared)
            throw new InvalidFieldException($"{row.Name}: is {row.Status}, but the transaction is {WireNames.Of(status)}");
    }

    public static OpStatus Status(DtmBranchRow row) => row.Status switch
    {
        "prepared" => OpStatus.Prepared,
        "succeed" => OpStatus.Succeed,
        "failed" => OpStatus.Failed,
        _ => throw new InvalidFieldException($"{row.Name}: status '{Text.Clean(row.Status, 45)}' is unknown"),
    };
}
