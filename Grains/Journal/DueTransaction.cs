namespace OrleansSaga.Grains.Journal;

/// <summary>A row of the due index.</summary>
public sealed record DueTransaction(string Gid, Guid Instance, int Version, TransactionStatus Status, DateTimeOffset DueAt, DueKind Kind);
