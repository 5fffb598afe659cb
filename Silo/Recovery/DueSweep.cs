using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Recovery;

/// <summary>
/// Goes through the due index once, page by page, and wakes what it finds: in parallel, and only as long as admission has places.
/// A transaction that cannot be woken is passed over, and never holds up those behind it.
/// </summary>
internal sealed partial class DueSweep(IJournal journal, IGrainFactory grains, DrivingAdmission admission, IOwnership ownership, TimeProvider time, ILogger logger)
{
    private const int PageSize = 500;
    private const int Parallelism = 64;

    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long one transaction may take to wake: one whose row somebody has locked must not hold up all others. Its turn goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WakePauses _pauses = new(time);

    /// <summary>Wakes the guards of <paramref name="buckets"/> (null for all), whatever their time, of transactions created before <paramref name="createdBefore"/>.</summary>
    public Task<SweepResult> GuardsAsync(IReadOnlyList<short>? buckets, DateTimeOffset createdBefore, CancellationToken stoppingToken) => RunAsync(
        after => new DueQuery(buckets, DueKind.Guard, null, null, after, PageSize), due => InstanceTime.Of(due.Instance) < createdBefore, stoppingToken);

    /// <summary>Wakes what is due in the buckets that this silo owns.</summary>
    public Task<SweepResult> DueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var buckets = ownership.Buckets;
        _pauses.Clean();
        return buckets is { Count: 0 }
            ? Task.FromResult(default(SweepResult))
            : RunAsync(after => new DueQuery(buckets, null, null, now, after, PageSize), due => !_pauses.IsPaused(due.Gid), stoppingToken);
    }

    private async Task<SweepResult> RunAsync(Func<DueTransaction?, DueQuery> query, Func<DueTransaction, bool> isMeant, CancellationToken stoppingToken)
    {
        var (woken, refused) = (0, 0);
        DueTransaction? after = null;
        while (true)
        {
            while (admission.Free == 0)
                await Task.Delay(FullPause, time, stoppingToken);
            var page = await journal.DueAsync(query(after), stoppingToken);
            await Parallel.ForEachAsync(page.Where(isMeant), new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stoppingToken }, async (due, cancel) =>
            {
                // Buckets may have moved since the page was read: their new owner is told, and wakes them itself.
                if (!ownership.Owns(due.Gid))
                    return;
                if (await WakeAsync(due, cancel))
                    Interlocked.Increment(ref woken);
                else
                    Interlocked.Increment(ref refused);
            });
            if (page.Count < PageSize)
                return new SweepResult(woken, refused);
            after = page[^1];
        }
    }

    /// <summary>Wakes one. False: it could not take it now, and is worth trying again soon.</summary>
    private async Task<bool> WakeAsync(DueTransaction due, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await grains.GetGrain<ITransactionGrain>(due.Gid).Wake().WaitAsync(Patience, time, cancellationToken);
            _pauses.Succeeded(due.Gid);
            return outcome != WakeOutcome.Busy;
        }
        catch (Exception exception) when (exception is TimeoutException or LimitExceededException or SiloUnavailableException or JournalUnavailableException)
        {
            // A row that somebody has locked is the oldest in every round, and each would last as long as our patience.
            if (exception is TimeoutException)
                _pauses.Failed(due.Gid);
            LogNotWoken(logger, exception, due.Gid);
            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A bug, and nobody knows when it goes away: this transaction is tried ever more rarely, the others are not.
            LogTurnFailed(logger, exception, due.Gid, _pauses.Failed(due.Gid).TotalSeconds);
            return true;
        }
    }

    [LoggerMessage(2102, LogLevel.Warning, "Transaction {Gid} is due and could not be woken; one of the next rounds tries again")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, string gid);

    [LoggerMessage(2104, LogLevel.Error, "Transaction {Gid} is due, and its turn failed; it is left alone for {PauseSeconds} s")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, string gid, double pauseSeconds);
}
