using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Orleans.Streams;
using OrleansSaga.Grains;
using OrleansSaga.Silo.Cluster;
using OrleansSaga.Silo.Events;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// Carries notices over a memory stream of Orleans. A silo subscribes while somebody listens at it, and publishes while somebody listens at
/// another one; the grain <see cref="IEventListeners"/> knows that. What cannot be sent soon is dropped, the oldest first.
/// </summary>
internal sealed partial class OrleansEventRelay : BackgroundService, IEventRelay
{
    /// <summary>Name of the stream provider.</summary>
    public const string Provider = "events";

    private const int MostWaiting = 64;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly StreamId Notices = StreamId.Create("orleanssaga.notices", "all");

    private readonly Channel<TransactionNotice[]> _waiting;
    private readonly IClusterClient _client;
    private readonly EventHub _hub;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private StreamSubscriptionHandle<TransactionNotice[]>? _subscription;
    private volatile bool _anyHere;
    private volatile bool _anyThere;

    public OrleansEventRelay(IClusterClient client, EventHub hub, SiloIdentity identity, IMeterFactory meters, TimeProvider time, ILogger<OrleansEventRelay> logger)
    {
        (_client, _hub, Silo, _time, _logger) = (client, hub, identity.Name, time, logger);
        var instruments = new EventInstruments(meters);
        _waiting = Channel.CreateBounded<TransactionNotice[]>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, dropped => instruments.OnDropped(EventInstruments.Relay, dropped.Length));
    }

    public string Silo { get; }

    public bool AnyRemoteListener => _anyThere;

    public void Send(IReadOnlyList<TransactionNotice> notices) => _waiting.Writer.TryWrite([.. notices]);

    public void OnLocalListeners(bool any) => _anyHere = any;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _hub.Attach(this);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stream = _client.GetStreamProvider(Provider).GetStream<TransactionNotice[]>(Notices);
        await Task.WhenAll(PublishAsync(stream, stoppingToken), ListenAsync(stream, stoppingToken));
    }

    private async Task PublishAsync(IAsyncStream<TransactionNotice[]> stream, CancellationToken stoppingToken)
    {
        await foreach (var notices in _waiting.Reader.ReadAllAsync(stoppingToken))
            await TryAsync(() => stream.OnNextAsync(notices), stoppingToken);
    }

    private async Task ListenAsync(IAsyncStream<TransactionNotice[]> stream, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            await TryAsync(() => AdaptAsync(stream), stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AdaptAsync(IAsyncStream<TransactionNotice[]> stream)
    {
        var any = _anyHere;
        _anyThere = await _client.GetGrain<IEventListeners>("all").Exchange(Silo, any);
        if (any && _subscription is null)
        {
            _subscription = await stream.SubscribeAsync((notices, _) =>
            {
                // What this silo has published, its listeners have had already.
                _hub.Deliver([.. notices.Where(notice => notice.Silo != Silo)]);
                return Task.CompletedTask;
            });
        }
        else if (!any && _subscription is { } subscription)
        {
            await subscription.UnsubscribeAsync();
            _subscription = null;
        }
    }

    /// <summary>Silos come and go: what fails now is tried again at the next turn, and notices are not promised.</summary>
    private async Task TryAsync(Func<Task> step, CancellationToken stoppingToken)
    {
        try
        {
            await step().WaitAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogNotCarried(_logger, exception);
        }
    }

    [LoggerMessage(2411, LogLevel.Warning, "Events cannot be carried between silos now")]
    private static partial void LogNotCarried(ILogger logger, Exception exception);
}
