namespace OrleansSaga.Grains.Journal;

/// <summary>One record to append: an encoded envelope with its events (RecordCodec writes them).</summary>
/// <param name="AppendId">Tells this very append from any other: in doubt it is sent again, and a stored record with this id means that it was ours.</param>
/// <param name="IsSnapshot">The record starts with the whole state, so that loading can begin here.</param>
/// <param name="Body">The encoded bytes.</param>
public readonly record struct JournalRecord(Guid AppendId, bool IsSnapshot, ReadOnlyMemory<byte> Body)
{
    /// <summary>The least feature level that a silo must have to read it.</summary>
    public int FeatureLevel { get; init; } = 1;
}

/// <summary>A record as it is stored.</summary>
/// <param name="Version">1 for the creation, then one more for each record.</param>
/// <param name="CommittedAt">Database time of the commit.</param>
/// <param name="Body">The encoded bytes.</param>
public readonly record struct StoredRecord(int Version, DateTimeOffset CommittedAt, ReadOnlyMemory<byte> Body);

/// <summary>A row that commits with a record: audit entries now, an outbox later.</summary>
/// <param name="Kind">What reads it, such as <c>audit</c>; at most 32 characters.</param>
/// <param name="Data">UTF-8 JSON.</param>
public sealed record SideRow(string Kind, ReadOnlyMemory<byte> Data);
