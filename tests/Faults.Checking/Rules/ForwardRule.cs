using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>What succeeded may have been called just then: nothing goes forward behind an abort decision, nor before what must come first is durable.</summary>
internal static class ForwardRule
{
    private const int Promise = 2;
    private const int Twice = 4;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        var transaction = replay.Transaction;
        var succeeded = new HashSet<(int, Op)>();
        var ended = new HashSet<(int, Op)>();
        var rows = new HashSet<(string, string)>();
        foreach (var (version, happened, before, rolledBack) in replay.Moments)
        {
            switch (happened)
            {
                case Succeeded or Refused:
                    var tried = (Tried)happened;
                    var name = $"{transaction.BranchId(tried.Step)}/{tried.Op.Name()}";
                    if (!MayEnd(transaction.Mode, before, tried))
                        yield return new(Promise, life.Gid, $"record {version} ends {name}, which nobody may have called while it is {before.Name()}");
                    else if (!IsUnlocked(transaction, tried, succeeded))
                        yield return new(Promise, life.Gid, $"record {version} ends {name} before what must come first");
                    if (!ended.Add((tried.Step, tried.Op)))
                        yield return new(Twice, life.Gid, $"record {version} ends {name} again");
                    if (happened is Succeeded)
                        succeeded.Add((tried.Step, tried.Op));
                    break;
                case Retry or Parked:
                    var waiting = (Tried)happened;
                    if (waiting.Op != before.Current(transaction.Mode) || (waiting.Op is Op.QueryPrepared or Op.Callback) != (waiting.Step < 0))
                        yield return new(Promise, life.Gid, $"record {version} wants {transaction.BranchId(waiting.Step)}/{waiting.Op.Name()} called again while it is {before.Name()}");
                    break;
                case Progress row:
                    if (rolledBack && row.Status == OpStatus.Succeed && !Words.IsReversal(row.Op))
                        yield return new(Promise, life.Gid, $"record {version} goes forward with {row.BranchId}/{row.Op} behind a rollback");
                    if (!rows.Add((row.BranchId, row.Op)))
                        yield return new(Twice, life.Gid, $"record {version} records {row.BranchId}/{row.Op} again");
                    break;
                case Finished { Status: Status.Succeed } when rolledBack:
                    yield return new(Promise, life.Gid, $"record {version} ends it as succeed behind a rollback");
                    break;
            }
        }
    }

    /// <summary>Of what is called in a status only the present op can end; only a saga's action and a check-back can be refused; undone is only what the abort decision lists.</summary>
    private static bool MayEnd(Mode mode, Status before, Tried tried)
    {
        if (before == Status.Prepared)
            return mode == Mode.Message && tried is { Step: -1, Op: Op.QueryPrepared };
        return tried.Step >= 0 && tried.Op == before.Current(mode) && (tried is not Refused || mode == Mode.Saga);
    }

    private static bool IsUnlocked(Transaction transaction, Tried tried, HashSet<(int, Op)> succeeded)
    {
        if (tried.Step < 0)
            return true;
        if (tried.Step >= transaction.Branches.Count)
            return false;
        var branch = transaction.Branches[tried.Step];
        if (tried.Op.IsBackward())
            return branch.MustUndo;
        if (transaction.Mode != Mode.Saga)
            return true;
        return (transaction.Concurrent || tried.Step == 0 || succeeded.Contains((tried.Step - 1, Op.Action)))
            && branch.After.All(first => succeeded.Contains((first, Op.Action)));
    }
}
