using OrleansSaga.Faults.Checking.Journal;

namespace OrleansSaga.Faults.Checking.Rules;

/// <summary>Hot row, listing and journal say the same.</summary>
internal static class AgreementRule
{
    private const int Promise = 1;

    public static IEnumerable<Violation> Check(Life life, Replay replay)
    {
        // What is missing is the life rule's.
        if (life.Hot is not { } hot || life.Records.Count == 0 || life.IsTombstone)
            yield break;
        var transaction = replay.Transaction;
        if (hot.Status != transaction.Status)
            yield return new(Promise, life.Gid, $"the hot row says {hot.Status.Name()}, the journal {transaction.Status.Name()}");
        if (transaction.Status.IsFinal() && hot is not { DueAt: null, DueKind: DueKind.None })
            yield return new(Promise, life.Gid, $"it has ended and is still due ({hot.DueKind}, {hot.DueAt:O})");
        if (life.Listing is not { } listing)
            yield break;
        if (listing.Status != transaction.Status)
            yield return new(Promise, life.Gid, $"the listing says {listing.Status.Name()}, the journal {transaction.Status.Name()}");
        if (listing.Mode != transaction.Mode)
            yield return new(Promise, life.Gid, $"the listing says {listing.Mode.Name()}, the journal {transaction.Mode.Name()}");
        if (listing.HasEnded != transaction.Status.IsFinal())
            yield return new(Promise, life.Gid, $"the listing {(listing.HasEnded ? "has" : "lacks")} an end time, and it is {transaction.Status.Name()}");
        if (listing.Parked > 0 != transaction.IsParked)
            yield return new(Promise, life.Gid, $"the listing counts {listing.Parked} parked, the journal says {(transaction.IsParked ? "parked" : "not parked")}");
    }
}
