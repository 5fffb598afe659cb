using OrleansSaga.Storage.GroupCommit;
using OrleansSaga.Storage.Memory;

namespace OrleansSaga.Storage.Tests;

public sealed class MemoryJournalTests : JournalCompliance
{
    private readonly MemoryDatabase _database = new();

    private protected override IJournalStore CreateStore(StorageOptions options) => new MemoryJournalStore(_database, TimeProvider.System);

    private protected override Task<long> CountAsync(string table, Guid instance)
    {
        lock (_database.Lock)
        {
            return Task.FromResult<long>(table switch
            {
                "saga_journal" => _database.Journal.TryGetValue(instance, out var records) ? records.Count : 0,
                "saga_side" => _database.Side.Count(side => side.Instance == instance),
                "saga_tags" => _database.Listing.TryGetValue(instance, out var listing) ? listing.Created.Tags.Count : 0,
                _ => _database.Listing.ContainsKey(instance) ? 1 : 0,
            });
        }
    }

    private protected override Task<IReadOnlyList<(int Writer, long Sequence)>> SequencesAsync(Guid instance)
    {
        lock (_database.Lock)
            return Task.FromResult<IReadOnlyList<(int, long)>>([.. _database.Journal[instance].Select(record => (record.Writer, record.WriterSequence))]);
    }
}
