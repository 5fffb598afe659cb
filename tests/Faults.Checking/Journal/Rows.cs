namespace OrleansSaga.Faults.Checking.Journal;

/// <summary>What kind of due time a hot row has.</summary>
internal enum DueKind
{
    None = 0,
    Guard = 1,
    Wait = 2,
    Tombstone = 3,
}

/// <summary>A row of saga_hot. The mode is known of tombstones only.</summary>
internal sealed record HotRow(string Gid, Guid Instance, int Version, Status Status, DueKind DueKind, DateTime? DueAt)
{
    public Mode Mode { get; init; }
}

/// <summary>A row of saga_listing.</summary>
internal sealed record ListingRow(string Gid, Guid Instance, Mode Mode, Status Status, int Parked, bool HasEnded);

/// <summary>A row of saga_journal with what its body says.</summary>
/// <param name="Version">Its number within its instance.</param>
/// <param name="AppendId">The id in the column.</param>
/// <param name="Commit">The database transaction that inserted it: these numbers are handed out in order, and no clock takes part.</param>
/// <param name="StoredAppendId">The id in the body.</param>
/// <param name="Events">What happened.</param>
internal sealed record RecordRow(int Version, Guid AppendId, long Commit, Guid StoredAppendId, IReadOnlyList<JournalEvent> Events)
{
    /// <summary>Why the body cannot be read; null when it can.</summary>
    public string? Damage { get; init; }
}

/// <summary>Which writer wrote a record as its how manieth, and in which database transaction.</summary>
internal readonly record struct Writing(int Writer, long Sequence, long Commit);

/// <summary>All rows about one instance. The hot row or the listing row may be missing.</summary>
internal sealed record Life(Guid Instance, HotRow? Hot, ListingRow? Listing, IReadOnlyList<RecordRow> Records)
{
    /// <summary>The gid, by whichever row says it.</summary>
    public string Gid => Hot?.Gid ?? Listing?.Gid ?? Creation?.Gid ?? Instance.ToString();

    /// <summary>The creation, if the first record has one.</summary>
    public Created? Creation => Records.Count > 0 && Records[0].Events.Count > 0 ? Records[0].Events[0] as Created : null;

    /// <summary>Whether retention has left the outcome only.</summary>
    public bool IsTombstone => Hot?.DueKind == DueKind.Tombstone;
}
