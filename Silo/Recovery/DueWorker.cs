using OrleansSaga.Grains.Cluster;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Recovery;

/// <summary>
/// Wakes what nobody drives any more (guards, whatever their time, of the buckets that <see cref="IOwnership"/> tells: at a start, after
/// the death of another silo, after a hand-over), and beside that whatever the due index says of the buckets that this silo owns.
/// </summary>
public sealed partial class DueWorker : BackgroundService
{
    /// <summary>How often a take-over is gone through again for what could not be woken; then its guard is over soon enough.</summary>
    private const int MostRounds = 6;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly DueSweep _sweep;
    private readonly IOwnership _ownership;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset _startedAt;

    /// <summary>Creates the worker.</summary>
    public DueWorker(IJournal journal, IGrainFactory grains, DrivingAdmission admission, IOwnership ownership, TimeProvider time, ILogger<DueWorker> logger)
    {
        _sweep = new DueSweep(journal, grains, admission, ownership, time, logger);
        (_ownership, _time, _logger) = (ownership, time, logger);
    }

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the fronts open, and not whenever the loops get to run.
        _startedAt = _time.GetUtcNow();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] loops = [TakeOverAsync(either.Token), WakeDueAsync(either.Token)];
        await Task.WhenAny(loops);
        // The silo stops, or one of them has met a bug: that must be seen, and not leave half of a worker behind.
        await either.CancelAsync();
        await Task.WhenAll(loops);
    }

    private async Task TakeOverAsync(CancellationToken stoppingToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var buckets = await _ownership.NextTakeOverAsync(stoppingToken);
            // A start takes over what a process left that is gone; what was created since is our own, and driven.
            var createdBefore = isFirst && buckets is null ? _startedAt : DateTimeOffset.MaxValue;
            var woken = await TakeOverAsync(buckets, createdBefore, stoppingToken);
            if (woken > 0)
                LogTakenOver(_logger, woken);
        }
    }

    private async Task<int> TakeOverAsync(IReadOnlyList<short>? buckets, DateTimeOffset createdBefore, CancellationToken stoppingToken)
    {
        var pause = Interval;
        for (var round = 1; ; round++)
        {
            var result = await RepeatUntilDoneAsync(() => _sweep.GuardsAsync(buckets, createdBefore, stoppingToken), stoppingToken);
            if (result.Refused == 0 || round == MostRounds)
                return result.Woken;
            // Those that are driven by now are woken again, which costs them nothing.
            await Task.Delay(pause, _time, stoppingToken);
            pause = Longer(pause);
        }
    }

    private async Task WakeDueAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await RepeatUntilDoneAsync(() => _sweep.DueAsync(stoppingToken), stoppingToken);
            await Task.Delay(Interval, _time, stoppingToken);
        }
    }

    private async Task<SweepResult> RepeatUntilDoneAsync(Func<Task<SweepResult>> sweep, CancellationToken stoppingToken)
    {
        for (var pause = Interval; ; pause = Longer(pause))
        {
            try
            {
                return await sweep();
            }
            catch (JournalUnavailableException unavailable)
            {
                LogStoreAway(_logger, unavailable);
            }

            await Task.Delay(pause, _time, stoppingToken);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    [LoggerMessage(2101, LogLevel.Information, "Looked through the guards of buckets that others had driven: {Count} transactions are driven here now")]
    private static partial void LogTakenOver(ILogger logger, int count);

    [LoggerMessage(2103, LogLevel.Warning, "The due index cannot be read now")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);
}
