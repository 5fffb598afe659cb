using Microsoft.Extensions.Options;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Recovery;

/// <summary>Reduces what has been finished for long to tombstones, and deletes old tombstones; in small batches, every hour, at one silo of a cluster.</summary>
public sealed partial class RetentionWorker(IJournal journal, IOwnership ownership, IOptions<RetentionOptions> options, TimeProvider time, ILogger<RetentionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    /// <summary>How soon a silo that does not do the common work looks whether it does now.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A journal that keeps nothing for long (the benchmark's floor) has nothing to retire.
        if (journal is not IJournalMaintenance maintenance)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!ownership.OwnsCommonWork())
            {
                await Task.Delay(LookAgain, time, stoppingToken);
                continue;
            }

            try
            {
                var retired = await RetireAsync(maintenance, TransactionStatus.Succeed, options.Value.SucceededDays, stoppingToken);
                retired += await RetireAsync(maintenance, TransactionStatus.Failed, options.Value.FailedDays, stoppingToken);
                var deleted = await DeleteTombstonesAsync(maintenance, stoppingToken);
                if (retired + deleted > 0)
                    LogRound(logger, retired, deleted);
            }
            catch (JournalUnavailableException unavailable)
            {
                LogStoreAway(logger, unavailable);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the next silo would meet it too: it must not end one after another.
                LogFailed(logger, failed);
            }

            await Task.Delay(TimeSpan.FromMinutes(options.Value.IntervalMinutes), time, stoppingToken);
        }
    }

    private async Task<int> RetireAsync(IJournalMaintenance maintenance, TransactionStatus status, int days, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var total = 0;
        for (Guid? after = null; ;)
        {
            var progress = await maintenance.RetireAsync(status, now.AddDays(-days), now.AddDays(options.Value.TombstoneDays), after, options.Value.BatchCount, stoppingToken);
            total += progress.Retired;
            after = progress.Next;
            if (after is null)
                return total;
            await Task.Delay(Breath, time, stoppingToken);
        }
    }

    private async Task<int> DeleteTombstonesAsync(IJournalMaintenance maintenance, CancellationToken stoppingToken)
    {
        for (var total = 0; ;)
        {
            var deleted = await maintenance.DeleteTombstonesAsync(time.GetUtcNow(), options.Value.BatchCount, stoppingToken);
            total += deleted;
            if (deleted < options.Value.BatchCount)
                return total;
            await Task.Delay(Breath, time, stoppingToken);
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "Retention: {Retired} finished transactions reduced to tombstones, {Deleted} tombstones deleted")]
    private static partial void LogRound(ILogger logger, int retired, int deleted);

    [LoggerMessage(2203, LogLevel.Error, "Retention failed, and is tried again at its next turn")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(2202, LogLevel.Warning, "Retention waits: the store is away")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
