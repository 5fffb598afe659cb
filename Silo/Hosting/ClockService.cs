using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Silo.Hosting;

/// <summary>Reads the database's time before any port opens, and every half minute from then on.</summary>
public sealed partial class ClockService(DatabaseClock clock, IJournal journal, ILogger<ClockService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception notRead) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotRead(logger, notRead);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        clock.Take(await journal.ReadTimeAsync(cancellationToken), asked);
    }

    [LoggerMessage(2001, LogLevel.Warning, "The database's time could not be read; the silo's monotonic clock goes on")]
    private static partial void LogNotRead(ILogger logger, Exception exception);
}
