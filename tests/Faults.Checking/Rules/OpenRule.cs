using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>What has not ended is parked in sight, left to its client, or due: and then somebody comes in time.</summary>
internal static class OpenRule
{
    private const int Open = 3;
    private const int Overdue = 6;

    /// <param name="life">The rows.</param>
    /// <param name="replay">What they say.</param>
    /// <param name="now">The database's time when the rows were read.</param>
    /// <param name="input">How late is too late, and whether all should have ended.</param>
    public static IEnumerable<Violation> Check(Life life, Replay replay, DateTime now, CheckInput input)
    {
        var transaction = replay.Transaction;
        if (life.Hot is not { } hot || life.IsTombstone || transaction.Status.IsFinal())
            yield break;
        if (hot.DueAt is null != (hot.DueKind == DueKind.None))
            yield return new(Overdue, life.Gid, $"its due time is {hot.DueAt:O}, of the kind {hot.DueKind}");
        if (hot.DueAt is { } due && now - due > input.OverdueAfter)
            yield return new(Overdue, life.Gid, $"it is {transaction.Status.Name()} and was due ({hot.DueKind}) {(now - due).TotalSeconds:0} s ago");

        if (transaction.IsParked || transaction.IsLeftToItsClient)
            yield break;
        if (hot.DueAt is null)
            yield return new(Open, life.Gid, $"it is {transaction.Status.Name()}, neither parked nor due: nobody will ever look");
        else if (input.EverythingShouldHaveEnded)
            yield return new(Open, life.Gid, $"it is still {transaction.Status.Name()}");
    }
}
