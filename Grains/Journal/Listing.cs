namespace OrleansSaga.Grains.Journal;

/// <summary>The listing row as it is created with a transaction.</summary>
/// <param name="Mode">Transaction mode.</param>
/// <param name="Status">Wire status at creation.</param>
/// <param name="Protocol">How branches are called: http, grpc or json-rpc.</param>
/// <param name="CreatedAt">Creation time (UTC).</param>
/// <param name="Options">DTM's options text, or null for the default <c>{"concurrent":false}</c>.</param>
/// <param name="CustomData">custom_data as it was sent, or null when empty.</param>
/// <param name="QueryPrepared">Check-back or callback URL, or null when empty.</param>
/// <param name="Tags">Searchable tags; at most 32.</param>
/// <param name="FinishedAt">End time, for a transaction that is born finished (a saga without steps).</param>
public sealed record ListingRow(
    TransactionMode Mode,
    TransactionStatus Status,
    string Protocol,
    DateTimeOffset CreatedAt,
    string? Options,
    string? CustomData,
    string? QueryPrepared,
    IReadOnlyDictionary<string, string> Tags,
    DateTimeOffset? FinishedAt);

/// <summary>The listing columns that a decision, a park, an unpark or the end rewrites (absolute values).</summary>
/// <param name="Status">Wire status.</param>
/// <param name="UpdatedAt">When (UTC).</param>
/// <param name="FinishedAt">End time, or null while unfinished.</param>
/// <param name="RollbackReason">Why it rolls back, or null.</param>
/// <param name="ParkedBranches">How many branches are parked now.</param>
/// <param name="Result">A workflow's result as its client sent it (base64 text), or null.</param>
public sealed record ListingChange(
    TransactionStatus Status,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    string? RollbackReason,
    int ParkedBranches,
    string? Result);

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

/// <summary>A row of the listing joined with its hot row.</summary>
public sealed record ListedTransaction(
    string Gid,
    Guid Instance,
    int Version,
    HotState Hot,
    TransactionMode Mode,
    string Protocol,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    string? Options,
    string? CustomData,
    string? QueryPrepared,
    string? RollbackReason,
    int ParkedBranches,
    IReadOnlyDictionary<string, string> Tags,
    string? Result);
