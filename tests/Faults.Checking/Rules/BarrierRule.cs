using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>At a bank, at any moment: N deliveries have one effect, nothing is undone before it was done, and barrier and ledger agree.</summary>
internal static class BarrierRule
{
    private const int Promise = 4;

    public static IEnumerable<Violation> Check(string gid, BankBranch branch) =>
        Twice(branch).Concat(Agreement(branch)).Concat(Undo(branch)).Concat(Reservation(branch)).Select(sentence => new Violation(Promise, gid, $"{branch}: {sentence}"));

    private static IEnumerable<string> Twice(BankBranch branch)
    {
        foreach (var op in branch.Effects.GroupBy(effect => effect.Op).Where(op => op.Count() > 1))
            yield return $"{op.Key} took effect {op.Count()} times";
        foreach (var row in branch.Barrier.GroupBy(row => (row.Op, row.Number)).Where(row => row.Count() > 1))
            yield return $"the barrier has {row.Key.Op} {row.Count()} times";
    }

    private static IEnumerable<string> Agreement(BankBranch branch)
    {
        foreach (var op in branch.Effects.Select(effect => effect.Op).Distinct().Where(op => !branch.HasOwn(op)))
            yield return $"{op} took effect without a barrier row";
        foreach (var row in branch.Barrier.Where(row => row.IsOwn && !branch.Effects.Exists(effect => effect.Op == row.Op)))
        {
            // An undo without effect is right where it took the row of what it undoes.
            if (!Words.IsReversal(row.Op) || !branch.Barrier.Exists(origin => Words.IsForward(origin.Op) && origin.Reason == row.Op))
                yield return $"the barrier says that {row.Op} took effect, the ledger does not";
        }
    }

    private static IEnumerable<string> Undo(BankBranch branch)
    {
        foreach (var undo in branch.Effects.Where(effect => Words.IsReversal(effect.Op)))
        {
            if (First(branch, Words.IsForward) is not { } forward || forward.Sequence > undo.Sequence)
                yield return $"{undo.Op} took effect before what it undoes";
            else if (forward.Account != undo.Account || branch.NetCents != 0)
                yield return $"{undo.Op} did not give back what {forward.Op} took";
        }
    }

    private static IEnumerable<string> Reservation(BankBranch branch)
    {
        var (forward, settled, undone) = (First(branch, Words.IsForward), First(branch, Words.IsSettlement), First(branch, Words.IsReversal));
        if (settled is not null && undone is not null)
            yield return $"both {settled.Value.Op} and {undone.Value.Op} took effect";
        if (settled is not null && (forward is null || forward.Value.Sequence > settled.Value.Sequence))
            yield return $"{settled.Value.Op} took effect before its try";
        if (branch.IsPending && (settled ?? undone) is { } end)
            yield return $"{end.Op} took effect, and money is still set aside";
        if (forward is { Delta: 0 } && settled is null && undone is null && !branch.IsPending)
            yield return $"what {forward.Value.Op} set aside is gone";
    }

    private static Effect? First(BankBranch branch, Func<string, bool> isOfKind)
    {
        foreach (var effect in branch.Effects)
        {
            if (isOfKind(effect.Op))
                return effect;
        }

        return null;
    }
}
