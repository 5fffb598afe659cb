using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>At the banks: a transaction that has succeeded is there with all its effects, and one that has failed with none.</summary>
internal static class BankEndRule
{
    private const int KeptThoughFailed = 2;
    private const int Promise = 3;
    private const int Effects = 4;
    private const int Lost = 5;

    /// <summary>Judges one transaction; null is one that the journal does not know.</summary>
    public static IEnumerable<Violation> Check(string gid, Transaction? transaction, IReadOnlyList<BankBranch> banks)
    {
        if (transaction is null)
            return banks.Where(bank => bank.Effects.Count > 0 || bank.IsPending).Select(bank => new Violation(Lost, gid, $"{bank} was called, and the journal does not know the transaction"));
        if (!transaction.HasEnded)
            return [];
        var found = banks.Where(bank => bank.IsPending).Select(bank => new Violation(Promise, gid, $"it has ended as {transaction.Status.Name()}, and {bank} still waits for its word"));
        found = found.Concat(transaction.Status == Status.Succeed ? Succeeded(transaction, banks) : Failed(transaction, banks));
        var net = banks.Sum(bank => bank.NetCents);
        return net == 0 || transaction.Branches.Exists(branch => branch.HasNothingToUndo)
            ? found
            : found.Append(new Violation(Effects, gid, $"it has ended as {transaction.Status.Name()}, and has made {net} cents of nothing"));
    }

    private static IEnumerable<Violation> Succeeded(Transaction transaction, IReadOnlyList<BankBranch> banks)
    {
        foreach (var branch in transaction.Branches.Where(branch => branch.Call is not null))
        {
            var standing = banks.Where(bank => bank.Id == branch.Id && bank.Stands).ToList();
            if (standing.Count == 0)
                yield return new(Promise, transaction.Gid, $"it has succeeded, and {branch.Id} has no effect at any bank");
            else if (standing.Count > 1)
                yield return new(Effects, transaction.Gid, $"{branch.Id} took effect at {string.Join(" and at ", standing)}");
            else if (branch.Call!.Effect is { } expected && !Matches(standing[0], expected))
                yield return new(Effects, transaction.Gid, $"{standing[0]} moved {standing[0].NetCents}, where {expected.Delta} of {expected.Account} were asked for");
        }

        if (transaction is { Mode: Mode.Message, AsksABank: true, Began: Status.Prepared } && !banks.Any(bank => bank.HasOwn("msg") && bank.Stands))
            yield return new(Promise, transaction.Gid, "it was delivered, and its sender's local transaction never was committed");
        foreach (var bank in banks.Where(bank => bank.IsUndone))
            yield return new(KeptThoughFailed, transaction.Gid, $"it has succeeded, and {bank} was undone");
        foreach (var bank in banks.Where(bank => IsStranger(transaction, bank)))
            yield return new(Promise, transaction.Gid, $"{bank} took effect, and the journal has no such branch");
    }

    private static IEnumerable<Violation> Failed(Transaction transaction, IReadOnlyList<BankBranch> banks)
    {
        foreach (var bank in banks.Where(bank => bank.Stands && !Of(transaction, bank.Id).Any(branch => branch.HasNothingToUndo)))
            yield return new(KeptThoughFailed, transaction.Gid, $"it has failed, and {bank} has kept its effect");
        foreach (var branch in transaction.Branches)
        {
            var there = banks.Where(bank => bank.Id == branch.Id).ToList();
            if (branch is { MustUndo: true, UndoCall: { } undo } && !there.Any(bank => WasToldToUndo(bank, undo)))
                yield return new(Promise, transaction.Gid, $"the journal says that {branch.Id} was undone, and no bank was told so");
            if (branch is { MustUndo: false, HasNothingToUndo: false } && there.Any(bank => bank.Effects.Count > 0))
                yield return new(KeptThoughFailed, transaction.Gid, $"{branch.Id} took effect, and the abort decision does not list it");
        }
    }

    private static bool Matches(BankBranch bank, (string Account, long Delta) expected) =>
        bank.NetCents == expected.Delta && bank.Effects.TrueForAll(effect => effect.Account == expected.Account);

    // A message's sender is no branch; a workflow's branches are its client's alone; of a tombstone the branches are forgotten.
    private static bool IsStranger(Transaction transaction, BankBranch bank) =>
        transaction is { Mode: Mode.Saga or Mode.Tcc or Mode.Xa, IsTombstone: false } && bank.Effects.Count > 0 && !Of(transaction, bank.Id).Any();

    private static IEnumerable<Branch> Of(Transaction transaction, string id) => transaction.Branches.Where(branch => branch.Id == id);

    private static bool WasToldToUndo(BankBranch bank, BankCall undo) => undo.Kind switch
    {
        // A rollback leaves no row of its own: it takes that of the action, so that a late one finds it taken.
        BankCallKind.Xa => bank.Barrier.Exists(row => row is { Op: "action", Reason: "rollback" }),
        BankCallKind.Reservation => bank.HasOwn("cancel"),
        _ => bank.HasOwn("compensate"),
    };
}
