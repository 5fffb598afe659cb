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
