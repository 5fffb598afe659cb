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
