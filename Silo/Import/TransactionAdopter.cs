using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Import;

/// <summary>Writes adopted transactions, a batch at a time.</summary>
internal sealed class TransactionAdopter(IJournal journal, ImportSummary summary, IImportReport report)
{
    private const int MostWrites = 64;
    private const long MostBytes = 16 * 1024 * 1024;

    private readonly List<(DtmGlobalRow Global, CreateWrite Write)> _batch = [];
    private long _bytes;

    /// <summary>Takes one; writes when enough have gathered.</summary>
    public async Task AddAsync(DtmGlobalRow global, DtmAdoption adoption, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var write = Adoption.Write(adoption, Guid.CreateVersion7(now), now);
        _batch.Add((global, write));
        _bytes += write.SizeBytes;
        if (_batch.Count >= MostWrites || _bytes >= MostBytes)
            await FlushAsync(cancellationToken);
    }

    /// <summary>Writes what is left.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(_batch.Select(item => journal.WriteAsync(item.Write, JournalLane.Client, cancellationToken).AsTask()));
        for (var i = 0; i < outcomes.Length; i++)
            await TakeAsync(_batch[i].Global, outcomes[i], cancellationToken);
        // Only now: what a batch has achieved is counted before its failure ends the import.
        if (outcomes.Any(outcome => outcome is JournalOutcome.Unavailable or JournalOutcome.Overloaded))
            throw new ImportException($"The store did not take all writes. {summary.Adopted} transactions are adopted; run the command again to go on.");
        _batch.Clear();
        _bytes = 0;
    }

    private async Task TakeAsync(DtmGlobalRow global, JournalOutcome outcome, CancellationToken cancellationToken)
    {
        var count = summary.Of(global.TransType, global.Status);
        switch (outcome)
        {
            case JournalOutcome.Ok:
                count.Adopted++;
                break;
            case JournalOutcome.Conflict when await IsImportedAsync(global.Gid, cancellationToken):
                count.Present++;
                break;
            case JournalOutcome.Conflict:
                count.Refused++;
                report.Refused(global, "gid: used here by a transaction that was not imported");
                break;
            case JournalOutcome.Rejected:
                count.Refused++;
                report.Refused(global, "the store refused its data");
                break;
            default:
                break;
        }
    }

    /// <summary>Whether the stored transaction came from an import; of a tombstone nobody can tell any more, and it has ended in any case.</summary>
    private async Task<bool> IsImportedAsync(string gid, CancellationToken cancellationToken)
    {
        var stored = await journal.LoadAsync(gid, cancellationToken);
        return stored is null || stored.Tombstone is not null || stored.Records is not [var first, ..] || RecordCodec.Decode(first.Body).Actor == Adoption.Actor;
    }
}
