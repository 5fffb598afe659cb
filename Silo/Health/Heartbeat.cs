namespace OrleansSaga.Silo.Health;

/// <summary>Beats on the thread pool. It touches nothing else, so that its silence means one thing only.</summary>
internal sealed class Heartbeat(SiloHealth health, TimeProvider time) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            health.Beat();
    }
}
