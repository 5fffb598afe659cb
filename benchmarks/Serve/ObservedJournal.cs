using System.Runtime.CompilerServices;
using OrleansSaga.Benchmarks.Load;
using OrleansSaga.Benchmarks.Measure;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Benchmarks.Serve;

/// <summary>Hands everything on, and writes into the done log when the record that ends a transaction is durable.</summary>
internal sealed class ObservedJournal(IJournal inner, DoneLog done) : IJournal
{
    public ValueTask<JournalOutcome> WriteAsync(JournalWrite write, JournalLane lane, CancellationToken untilQueued)
    {
        var outcome = inner.WriteAsync(write, lane, untilQueued);
        var status = write switch
        {
            AppendWrite append => append.Hot.Status,
            CreateWrite create => create.Hot.Status,
            _ => TransactionStatus.Submitted,
        };
        return status is TransactionStatus.Succeed or TransactionStatus.Failed ? ObserveAsync(outcome, write.Gid, status) : outcome;
    }

    public ValueTask<StoredTransaction?> LoadAsync(string gid, CancellationToken cancellationToken) => inner.LoadAsync(gid, cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> HistoryAsync(Guid instance, int fromVersion, int limit, CancellationToken cancellationToken) =>
        inner.HistoryAsync(instance, fromVersion, limit, cancellationToken);

    public ValueTask<IReadOnlyList<DueTransaction>> DueAsync(DueQuery query, CancellationToken cancellationToken) => inner.DueAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<ListedTransaction>> ListAsync(TransactionFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<DateTimeOffset> ReadTimeAsync(CancellationToken cancellationToken) => inner.ReadTimeAsync(cancellationToken);

    /// <summary>Pooled, so that watching does not show among the server's allocations.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<JournalOutcome> ObserveAsync(ValueTask<JournalOutcome> pending, string gid, TransactionStatus status)
    {
        var outcome = await pending.ConfigureAwait(false);
        if (outcome == JournalOutcome.Ok && Gids.NumberOf(gid) is var saga and >= 0)
            done.Write(saga, status == TransactionStatus.Succeed, Clock.Now);
        return outcome;
    }
}
