using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>What is parked says why, and is little: a poisoned transaction does not drag others along.</summary>
internal static class ParkRule
{
    private const int Promise = 8;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        foreach (var (version, happened, _, _) in replay.Moments)
        {
            if (happened is Parked { Reason.Length: 0 } or WholeParked { Reason.Length: 0 })
                yield return new(Promise, life.Gid, $"record {version} parks it and does not say why");
        }
    }

    /// <summary>Counts over all transactions.</summary>
    public static IEnumerable<Violation> Check(IEnumerable<Transaction> transactions, CheckInput input)
    {
        var allowed = input.Asked.Where(asked => asked.MayPark).Select(asked => asked.Gid).ToHashSet(StringComparer.Ordinal);
        var parked = transactions.Where(transaction => transaction.IsParked && !allowed.Contains(transaction.Gid)).Select(transaction => transaction.Gid).ToList();
        if (parked.Count > input.MostParked)
            yield return new(Promise, "", $"{parked.Count} transactions are parked that nobody poisoned, such as {string.Join(", ", parked.Order(StringComparer.Ordinal).Take(5))}");
    }
}
