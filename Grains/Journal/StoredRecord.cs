namespace OrleansSaga.Grains.Journal;

/// <summary>A record as it is stored.</summary>
/// <param name="Version">1 for the creation, then one more for each record.</param>
/// <param name="CommittedAt">Database time of the commit.</param>
/// <param name="Body">The encoded bytes.</param>
public readonly record struct StoredRecord(int Version, DateTimeOffset CommittedAt, ReadOnlyMemory<byte> Body);
