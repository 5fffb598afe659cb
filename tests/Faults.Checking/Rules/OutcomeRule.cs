using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>In the journal: every branch is at its end when the transaction is, and an abort decision or a force stop lists whatever may have run.</summary>
internal static class OutcomeRule
{
    private const int Promise = 3;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        var transaction = replay.Transaction;
        var tried = new HashSet<int>();
        foreach (var (version, happened, before, _) in replay.Moments)
        {
            if (happened is Tried { Step: >= 0 } attempt && !attempt.Op.IsBackward())
                tried.Add(attempt.Step);
            if (happened is AbortDecided abort)
            {
                foreach (var step in MayHaveRun(transaction, tried).Except(abort.Compensate).Except(abort.NotCompensable))
                    yield return new(Promise, life.Gid, $"the abort decision of record {version} does not list {transaction.BranchId(step)}, which may have run");
            }

            if (happened is ForceStopped stop)
            {
                foreach (var id in Open(transaction, before).Where(id => !stop.OpenBranches.Any(open => open.StartsWith(id + "/", StringComparison.Ordinal))))
                    yield return new(Promise, life.Gid, $"the force stop of record {version} does not list {id}, which is open");
            }
        }

        if (!transaction.HasEnded || transaction.Mode == Mode.Workflow)
            yield break;
        foreach (var branch in transaction.Branches)
        {
            if (transaction.Status == Status.Succeed && branch.Forward != OpStatus.Succeed)
                yield return new(Promise, life.Gid, $"it has succeeded, and {branch.Id}/{transaction.Mode.Forward().Name()} has not");
            else if (transaction.Status == Status.Failed && branch is { MustUndo: true, IsUndone: false })
                yield return new(Promise, life.Gid, $"it has failed, and {branch.Id}/{transaction.Mode.Backward().Name()} has not succeeded");
        }
    }

    // The first phase of TCC and XA is not the coordinator's to see: every branch that is registered may have run.
    private static IEnumerable<int> MayHaveRun(Transaction transaction, HashSet<int> tried) =>
        transaction.Mode is Mode.Tcc or Mode.Xa ? Enumerable.Range(0, transaction.Branches.Count) : tried;

    private static IEnumerable<string> Open(Transaction transaction, Status before) => transaction.Branches
        .Where(branch => (before, transaction.Mode) switch
        {
            (Status.Aborting, _) => branch is { MustUndo: true, IsUndone: false },
            (_, Mode.Saga) => branch.WasTried,
            (Status.Submitted, Mode.Message) or (_, Mode.Tcc or Mode.Xa) => branch.Forward != OpStatus.Succeed,
            _ => false,
        })
        .Select(branch => branch.Id);
}
