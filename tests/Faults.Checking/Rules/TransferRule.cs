using OrleansSaga.Faults.Checking.Banks;
using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>A transfer that has succeeded has moved what its client asked for, from and to the accounts that it named.</summary>
internal static class TransferRule
{
    private const int Effects = 4;
    private const int Ends = 3;

    public static IEnumerable<Violation> Check(AskedTransaction ask, Transaction? transaction, IReadOnlyList<BankBranch> banks)
    {
        if (ask.Amount is not { } amount || transaction is not { HasEnded: true })
            yield break;
        foreach (var row in transaction.Progresses.Where(row => row.Status == OpStatus.Succeed && !banks.Any(bank => bank.Id == row.BranchId && bank.HasOwn(row.Op))))
            yield return new(Ends, ask.Gid, $"its client recorded {row.BranchId}/{row.Op}, and no bank was called so");
        if (transaction.Status != Status.Succeed)
            yield break;
        var moved = banks.SelectMany(bank => bank.Effects).Where(effect => effect.Delta != 0).GroupBy(effect => effect.Account)
            .Select(account => (account.Key, Cents: account.Sum(effect => effect.Delta))).Where(account => account.Cents != 0).ToList();
        var (paid, got) = (moved.Where(account => account.Cents < 0).ToList(), moved.Where(account => account.Cents > 0).ToList());
        if (paid.Sum(account => -account.Cents) != amount || got.Sum(account => account.Cents) != amount)
            yield return new(Effects, ask.Gid, $"it took {paid.Sum(account => -account.Cents)} and brought {got.Sum(account => account.Cents)} cents, where {amount} were asked for");
        else if ((ask.From is not null && paid.Exists(account => account.Key != ask.From)) || (ask.To is not null && got.Exists(account => account.Key != ask.To)))
            yield return new(Effects, ask.Gid, $"it went from {Names(paid)} to {Names(got)}, where {ask.From} and {ask.To} were named");
    }

    private static string Names(List<(string Account, long Cents)> accounts) => string.Join(", ", accounts.Select(account => account.Account));
}
