namespace OrleansSaga.Grains.Journal;

/// <summary>Asks for one page of the due index, ordered by (due time, gid).</summary>
/// <param name="Buckets">Only these buckets; null for all.</param>
/// <param name="Kind">Only this kind; null for guards and waits (never tombstones).</param>
/// <param name="DueAfter">Only due times later than this; null for no bound.</param>
/// <param name="DueUntil">Only due times up to and including this; null for no bound.</param>
/// <param name="After">Continue behind this row; null from the start.</param>
/// <param name="Limit">At most this many rows, 1 to 10,000.</param>
public sealed record DueQuery(
    IReadOnlyList<short>? Buckets,
    DueKind? Kind,
    DateTimeOffset? DueAfter,
    DateTimeOffset? DueUntil,
    DueTransaction? After,
    int Limit);
