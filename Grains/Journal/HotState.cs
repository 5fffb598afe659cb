namespace OrleansSaga.Grains.Journal;

/// <summary>What the hot index row holds beside gid, instance, version and bucket.</summary>
/// <param name="Status">Wire status.</param>
/// <param name="DueAt">When somebody must look at the transaction (UTC, database time); null when only a parked branch or a client's next call is left, or when it is finished.</param>
/// <param name="DueKind">What <paramref name="DueAt"/> means; <see cref="Journal.DueKind.None"/> when it is null.</param>
public readonly record struct HotState(TransactionStatus Status, DateTimeOffset? DueAt, DueKind DueKind);
