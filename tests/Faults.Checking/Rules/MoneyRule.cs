using OrleansSaga.Faults.Checking.Banks;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>Money is neither made nor lost: accounts fit their ledgers, and all banks together have what they began with, but for what is under way.</summary>
internal static class MoneyRule
{
    private const int Promise = 4;

    /// <param name="accounts">Of all banks.</param>
    /// <param name="underWayCents">What transactions that have not ended by their own rules have moved so far.</param>
    public static IEnumerable<Violation> Check(IReadOnlyCollection<Account> accounts, long underWayCents)
    {
        foreach (var account in accounts)
        {
            if (account.Balance < 0)
                yield return new(Promise, "", $"account {account.Bank}/{account.Id} is overdrawn: {account.Balance}");
            if (account.Opening + account.Moved != account.Balance)
                yield return new(Promise, "", $"account {account.Bank}/{account.Id} has {account.Balance}, its ledger says {account.Opening + account.Moved}");
        }

        var (opening, total) = (accounts.Sum(account => account.Opening), accounts.Sum(account => account.Balance));
        if (total != opening + underWayCents)
            yield return new(Promise, "", $"the banks had {opening} cents, {underWayCents} are under way, and they have {total}");
    }
}
