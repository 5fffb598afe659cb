using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Recovery;

/// <summary>
/// Wakes what is due: at start every transaction that somebody drove when the last process ended (guards, whatever their time),
/// from then on whatever the due index says. Batched, parallel, and limited by admission, so that a backlog drains fast without burying anybody.
/// </summary>
public sealed partial class DueWorker(IJournal journal, IGrainFactory grains, DrivingAdmission admission, TimeProvider time, ILogger<DueWorker> logger) : BackgroundService
{
    private const int PageSize = 500;
    private const int Parallelism = 64;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FullPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long one transaction may take to wake: one whose row somebody has locked must not hold up all others. Its turn goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestErrorPause = TimeSpan.FromSeconds(5);

    private readonly WakePauses _pauses = new(time);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var startedAt = time.GetUtcNow();
        await RepeatUntilDoneAsync(() => TakeOverAsync(startedAt, stoppingToken), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await RepeatUntilDoneAsync(() => WakeDueAsync(stoppingToken), stoppingToken);
            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    /// <summary>Guards left by a process that is gone. Those of transactions created since are our own and are passed over.</summary>
    private async Task TakeOverAsync(DateTimeOffset startedAt, CancellationToken stoppingToken)
    {
        var woken = 0;
        await SweepAsync(
            after => new DueQuery(null, DueKind.Guard, null, null, after, PageSize),
            page =>
            {
                var left = page.Where(due => InstanceTime.Of(due.Instance) < startedAt).ToList();
                woken += left.Count;
                return left;
            },
            stoppingToken);
        if (woken > 0)
            LogTakenOver(logger, woken);
    }

    private Task WakeDueAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        _pauses.Clean();
        return SweepAsync(after => new DueQuery(null, null, null, now, after, PageSize), page => [.. page.Where(due => !_pauses.IsPaused(due.Gid))], stoppingToken);
    }

    /// <summary>Goes through the index once, page by page. A transaction that cannot be woken is passed over, and never holds up those behind it.</summary>
    private async Task SweepAsync(Func<DueTransaction?, DueQuery> query, Func<IReadOnlyList<DueTransaction>, IReadOnlyList<DueTransaction>> choose, CancellationToken stoppingToken)
    {
        DueTransaction? after = null;
        while (true)
        {
            while (admission.Free == 0)
                await Task.Delay(FullPause, time, stoppingToken);
            var page = await journal.DueAsync(query(after), stoppingToken);
            var chosen = choose(page);
            await Parallel.ForEachAsync(chosen, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stoppingToken }, WakeAsync);
            if (page.Count < PageSize)
                return;
            after = page[^1];
        }
    }

    private async ValueTask WakeAsync(DueTransaction due, CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<ITransactionGrain>(due.Gid).Wake().WaitAsync(Patience, time, cancellationToken);
            _pauses.Succeeded(due.Gid);
        }
        catch (Exception exception) when (exception is TimeoutException or LimitExceededException or SiloUnavailableException or JournalUnavailableException)
        {
            LogNotWoken(logger, exception, due.Gid);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // A bug, and nobody knows when it goes away: this transaction is tried ever more rarely, the others are not.
            LogTurnFailed(logger, exception, due.Gid, _pauses.Failed(due.Gid).TotalSeconds);
        }
    }

    private async Task RepeatUntilDoneAsync(Func<Task> step, CancellationToken stoppingToken)
    {
        for (var pause = Interval; ; pause = pause * 2 < LongestErrorPause ? pause * 2 : LongestErrorPause)
        {
            try
            {
                await step();
                return;
            }
            catch (JournalUnavailableException unavailable)
            {
                LogStoreAway(logger, unavailable);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "Took over {Count} transactions that were being driven when the last process ended")]
    private static partial void LogTakenOver(ILogger logger, int count);

    [LoggerMessage(2102, LogLevel.Warning, "Transaction {Gid} is due and could not be woken; the next round tries again")]
    private static partial void LogNotWoken(ILogger logger, Exception exception, string gid);

    [LoggerMessage(2104, LogLevel.Error, "Transaction {Gid} is due, and its turn failed; it is left alone for {PauseSeconds} s")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, string gid, double pauseSeconds);

    [LoggerMessage(2103, LogLevel.Warning, "The due index cannot be read now")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
