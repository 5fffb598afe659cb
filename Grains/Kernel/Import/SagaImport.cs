using OrleansSaga.Grains.Kernel.Saga;

namespace OrleansSaga.Grains.Kernel;

/// <summary>A saga: pairs of compensate and action (protocol 4.1). A prepared action may have run: DTM writes its row only after the call.</summary>
internal static class SagaImport
{
    public static ImportTurn Read(DtmGlobalRow global, TransactionStatus status, IReadOnlyList<DtmBranchRow> rows, Guid instance, EngineOptions engine)
    {
        var pairs = DtmBranchPairs.Of(TransactionMode.Saga, rows);
        var steps = pairs.Select((pair, i) => new StartStep(pair.Forward.Url, pair.Backward.Url) { BranchId = DtmRequest.BranchId(i, pair.BranchId) });
        var definition = DtmRequest.Definition(global, [.. steps], [.. pairs.Select(pair => pair.Forward.Data)], instance, engine);

        var turn = new ImportTurn(global, definition, status == TransactionStatus.Prepared ? status : TransactionStatus.Submitted);
        for (var i = 0; i < pairs.Count; i++)
            Forward(turn, i, pairs[i], status);
        if (status == TransactionStatus.Aborting || turn.State.Steps.Any(step => step.Action == OpStatus.Failed))
            Backward(turn, pairs, global.RollbackReason);
        return turn;
    }

    private static void Forward(ImportTurn turn, int step, DtmBranchPair pair, TransactionStatus status)
    {
        if (status == TransactionStatus.Prepared)
            DtmBranchPairs.MustBeOpen(pair.Forward, status);
        if (status != TransactionStatus.Aborting)
            DtmBranchPairs.MustBeOpen(pair.Backward, status);
        switch (DtmBranchPairs.Status(pair.Forward))
        {
            case OpStatus.Succeed:
                turn.Succeeded(step, BranchOp.Action, pair.Forward);
                break;
            case OpStatus.Failed:
                turn.Apply(new BranchRefused(step, turn.Attempt(pair.Forward)));
                break;
            default:
                break;
        }
    }

    private static void Backward(ImportTurn turn, IReadOnlyList<DtmBranchPair> pairs, string reason)
    {
        var (compensate, notCompensable) = SagaPlan.Undo(turn.State);
        var done = Enumerable.Range(0, pairs.Count).Where(i => DtmBranchPairs.HasSucceeded(pairs[i].Backward)).ToList();
        // DTM died between the refusal and the decision.
        if (reason.Length == 0 && pairs.FirstOrDefault(pair => DtmBranchPairs.Status(pair.Forward) == OpStatus.Failed) is { } refused)
            reason = $"url:{refused.Forward.Url} return failed: the answer was not recorded by DTM";
        turn.Apply(new AbortDecided(
            Text.Clean(reason, BranchResult.MaxExcerptLength), [.. compensate.Union(done).Except(notCompensable).Order()], notCompensable, turn.TouchedAt));
        foreach (var i in done.Except(notCompensable))
            turn.Succeeded(i, BranchOp.Compensate, pairs[i].Backward);
    }
}
