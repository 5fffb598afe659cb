namespace OrleansSaga.Grains.Journal;

/// <summary>What the journal holds of one gid.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Instance">Life of the gid.</param>
/// <param name="Version">Version of the newest record.</param>
/// <param name="Hot">The hot row.</param>
/// <param name="Records">Record 1, then the records from the latest snapshot on, oldest first; empty for a tombstone.</param>
/// <param name="Tombstone">Set when the rest has been deleted and only the outcome is kept.</param>
public sealed record StoredTransaction(
    string Gid,
    Guid Instance,
    int Version,
    HotState Hot,
    IReadOnlyList<StoredRecord> Records,
    Tombstone? Tombstone);
