namespace OrleansSaga.Grains.Kernel;

/// <summary>A two-phase message: one action row a subscriber, topics already expanded, so that their branch ids are kept (protocol 4.2).</summary>
internal static class MessageImport
{
    public static ImportTurn Read(DtmGlobalRow global, TransactionStatus status, IReadOnlyList<DtmBranchRow> rows, Guid instance, DateTimeOffset now, EngineOptions engine)
    {
        foreach (var row in rows)
        {
            if (row.Op != WireNames.Of(BranchOp.Action))
                throw new InvalidFieldException($"{row.Name}: a msg transaction has no such op");
        }

        var steps = rows.Select((row, i) => new StartStep(row.Url, "") { BranchId = DtmRequest.BranchId(i, row.BranchId) });
        var definition = DtmRequest.Definition(global, [.. steps], [.. rows.Select(row => row.Data)], instance, engine);
        var turn = new ImportTurn(global, definition, TransactionStatus.Prepared);
        if (status == TransactionStatus.Submitted)
            turn.Apply(new TransactionSubmitted(turn.TouchedAt) { NotBefore = NotBefore(definition, global.NextCronTime, now) });
        for (var i = 0; i < rows.Count; i++)
        {
            if (status == TransactionStatus.Prepared)
                DtmBranchPairs.MustBeOpen(rows[i], status);
            if (DtmBranchPairs.HasSucceeded(rows[i]))
                turn.Succeeded(i, BranchOp.Action, rows[i]);
        }

        return turn;
    }

    // DTM holds a message back until it is as old as its delay, and looks again when the delay has passed once more.
    private static DateTimeOffset? NotBefore(TransactionDefinition definition, DateTimeOffset? nextCronTime, DateTimeOffset now)
    {
        var old = definition.CreatedAt.AddSeconds(definition.DelaySeconds);
        if (old <= now)
            return null;
        return nextCronTime > old ? nextCronTime : old;
    }
}
