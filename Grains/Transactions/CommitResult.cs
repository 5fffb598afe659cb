using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Transactions;

/// <summary>What became of a decision that was to be made durable.</summary>
/// <param name="Outcome">The journal's outcome; null when it was not asked, because not every silo can read the record.</param>
/// <param name="NeedsLevel">The record's feature level.</param>
internal readonly record struct CommitResult(JournalOutcome? Outcome, int NeedsLevel)
{
    /// <summary>The journal's answer.</summary>
    public static CommitResult Of(JournalOutcome outcome) => new(outcome, 0);

    /// <summary>Nothing was sent: the cluster's feature level is below that of the record.</summary>
    public static CommitResult TooNew(int needsLevel) => new(null, needsLevel);
}
