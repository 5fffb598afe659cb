namespace OrleansSaga.Client;

/// <summary>A transaction that is stored, and will be driven to its end whatever happens to its client.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Status">Status when the submit was answered.</param>
/// <param name="Version">Journal version then.</param>
/// <param name="IsNew">Whether this submit has made it; false when it was there before.</param>
public sealed record SubmittedTransaction(string Gid, TransactionStatus Status, long Version, bool IsNew);
