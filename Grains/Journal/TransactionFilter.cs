namespace OrleansSaga.Grains.Journal;

/// <summary>Asks for one page of the listing, newest first (by instance, which is time-ordered).</summary>
/// <param name="Gid">Only this gid.</param>
/// <param name="Status">Only this status.</param>
/// <param name="Mode">Only this mode.</param>
/// <param name="Tag">Only with this tag (key, value).</param>
/// <param name="Parked">True: only with parked branches; false: only without; null: both.</param>
/// <param name="CreatedFrom">Only created at or after.</param>
/// <param name="CreatedTo">Only created before.</param>
/// <param name="Before">Continue behind this instance; null from the newest.</param>
/// <param name="Limit">At most this many rows, 1 to 1,000.</param>
public sealed record TransactionFilter(
    string? Gid,
    TransactionStatus? Status,
    TransactionMode? Mode,
    KeyValuePair<string, string>? Tag,
    bool? Parked,
    DateTimeOffset? CreatedFrom,
    DateTimeOffset? CreatedTo,
    Guid? Before,
    int Limit);
