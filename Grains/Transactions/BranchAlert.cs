namespace OrleansSaga.Grains.Transactions;

/// <summary>A failed branch call.</summary>
/// <param name="Gid">Global transaction id.</param>
/// <param name="Status">Status of the transaction.</param>
/// <param name="Branch">URL that was called.</param>
/// <param name="Error">What the participant said, or what went wrong.</param>
/// <param name="RetryCount">How often the op has failed in a row, this time included.</param>
public sealed record BranchAlert(string Gid, TransactionStatus Status, string Branch, string Error, int RetryCount);
