using System.Diagnostics.Metrics;
using System.Net;

namespace OrleansSaga.Silo.Hosting;

/// <summary>A server that listens beyond this machine without authentication says so: at its start, every hour, and as a metric.</summary>
internal sealed partial class PublicBindReminder : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly List<UnauthenticatedListener> _open;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public PublicBindReminder(IEnumerable<UnauthenticatedListener> listeners, IMeterFactory meters, TimeProvider time, ILogger<PublicBindReminder> logger)
    {
        (_time, _logger) = (time, logger);
        _open = [.. listeners.Where(listener => !IPAddress.IsLoopback(IPAddress.Parse(listener.Address)))];
        meters.Create("OrleansSaga.Silo").CreateObservableGauge("orleanssaga.insecure_mode", () => _open.Count > 0 ? 1 : 0, null, "1 while the server listens beyond this machine without authentication.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_open.Count == 0)
            return;
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            foreach (var (key, address) in _open)
                LogOpen(_logger, key, address);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2010, LogLevel.Warning, "{Key} is {Address}, and there is no authentication: whoever reaches it can start, stop and read transactions, and make this machine call any URL")]
    private static partial void LogOpen(ILogger logger, string key, string address);
}
