namespace OrleansSaga.Grains.Kernel;

/// <summary>TCC and XA: pairs in the order of their registration (protocol 4.3 and 4.4). Once decided, all of them follow.</summary>
internal static class TwoPhaseImport
{
    public static ImportTurn Read(DtmGlobalRow global, TransactionMode mode, TransactionStatus status, IReadOnlyList<DtmBranchRow> rows, Guid instance, EngineOptions engine)
    {
        var pairs = DtmBranchPairs.Of(mode, rows);
        if (pairs.Count > engine.Limits.Steps)
            throw new InvalidFieldException($"trans_branch_op: {pairs.Count} branches, at most {engine.Limits.Steps} are allowed");
        var turn = new ImportTurn(global, DtmRequest.Definition(global, instance, engine), TransactionStatus.Prepared);
        foreach (var pair in pairs)
            turn.Apply(Registered(turn, pair, mode, engine));

        switch (status)
        {
            case TransactionStatus.Submitted:
                turn.Apply(new TransactionSubmitted(turn.TouchedAt));
                break;
            case TransactionStatus.Aborting:
                turn.Apply(new AbortDecided(Text.Clean(global.RollbackReason, BranchResult.MaxExcerptLength), [.. Enumerable.Range(0, pairs.Count)], [], turn.TouchedAt));
                break;
            default:
                break;
        }

        for (var i = 0; i < pairs.Count; i++)
            Ended(turn, i, pairs[i], mode, status);
        return turn;
    }

    private static BranchRegistered Registered(ImportTurn turn, DtmBranchPair pair, TransactionMode mode, EngineOptions engine)
    {
        var (forward, backward) = (pair.Forward, pair.Backward);
        if (mode == TransactionMode.Xa && (forward.Url != backward.Url || forward.Length > 0))
            throw new InvalidFieldException($"{forward.Name}: an xa branch has one url and no bin_data");
        var at = forward.CreateTime ?? turn.State.Definition.CreatedAt;
        var request = new RegisterBranch(WireNames.Of(mode), pair.BranchId, forward.Data, forward.Url, backward.Url, forward.Url, "", "", TraceParent: null);
        return new BranchRegistered(((RegisterInput)DtmRequest.Registration(request, turn.State.Definition, at, engine)).Branch, at);
    }

    private static void Ended(ImportTurn turn, int step, DtmBranchPair pair, TransactionMode mode, TransactionStatus status)
    {
        if (status != TransactionStatus.Submitted)
            DtmBranchPairs.MustBeOpen(pair.Forward, status);
        if (status != TransactionStatus.Aborting)
            DtmBranchPairs.MustBeOpen(pair.Backward, status);
        if (DtmBranchPairs.HasSucceeded(pair.Forward))
            turn.Succeeded(step, BranchOps.Forward(mode), pair.Forward);
        if (DtmBranchPairs.HasSucceeded(pair.Backward))
            turn.Succeeded(step, BranchOps.Backward(mode), pair.Backward);
    }
}
