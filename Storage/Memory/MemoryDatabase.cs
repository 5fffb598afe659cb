using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Storage.Memory;

/// <summary>The tables of a database in memory. Several stores over one of these are several silos over one database.</summary>
internal sealed class MemoryDatabase
{
    public Lock Lock { get; } = new();

    public Dictionary<string, MemoryHot> Hot { get; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, List<MemoryRecord>> Journal { get; } = [];

    public SortedDictionary<Guid, MemoryListing> Listing { get; } = [];

    public List<MemorySide> Side { get; } = [];

    public MemoryKeyValues KeyValues { get; } = new();

    public int Writers { get; set; }
}

internal sealed record MemoryHot(string Gid, Guid Instance, int Version, HotState State, Tombstone? Tombstone);

internal readonly record struct MemoryRecord(Guid AppendId, int Writer, long WriterSequence, bool IsSnapshot, StoredRecord Stored);

internal sealed record MemoryListing(string Gid, ListingRow Created, ListingChange? Changed);

internal sealed record MemorySide(Guid Instance, int Version, int Ordinal, SideRow Row);
