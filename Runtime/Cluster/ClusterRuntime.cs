using Microsoft.Extensions.Hosting;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The runtime of one silo of several: takes views, and keeps links, owners and activations in step with them.</summary>
internal sealed class ClusterRuntime : IClusterControl, IClusterMessages, IHostedService, IDisposable
{
    private readonly EmbeddedSilo _silo;
    private readonly ClusterRouter _router;
    private readonly BucketOwnership _ownership;
    private readonly LinkTable _links;
    private readonly HandOver _handOver;
    private readonly LinkDispatcher _dispatcher;
    private readonly Func<Task> _closeIncoming;
    private readonly ClusterInstruments _instruments;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _applying = new();
    private readonly EmbeddedClusterOptions _options;
    private ITimer? _releases;
    private Task _work = Task.CompletedTask;

    public ClusterRuntime(
        EmbeddedSilo silo,
        EmbeddedClusterOptions options,
        BucketOwnership ownership,
        ClusterInstruments instruments,
        ILinkFactory factory,
        LinkDispatcher dispatcher,
        Func<Task> closeIncoming)
    {
        _silo = silo;
        _ownership = ownership;
        _options = options;
        _instruments = instruments;
        _dispatcher = dispatcher;
        _closeIncoming = closeIncoming;
        _links = new LinkTable(factory, OnLinkChanged);
        _router = new ClusterRouter(silo, options, _links, instruments);
        _handOver = new HandOver(silo, options, _router, _links, instruments);
        silo.Catalog.PrepareForLinks();
        silo.JoinCluster(_router);
    }

    public IReadOnlyList<Guid> Peers => [.. _links.All.Select(static pair => pair.Key)];

    public void Apply(ClusterView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        IReadOnlyList<ILink> gone;
        lock (_applying)
        {
            var before = _router.View;
            _router.Take(view);
            _ownership.Take(view);
            gone = _links.Take(view);
            if (IsActive(view) && !IsActive(before))
                ExpectReleases();
            var changes = before is null ? new BucketChanges([], [], []) : BucketChanges.Between(before, view);
            _instruments.OnTakenOver(changes.TakeOver.Count);
            _ownership.TakeOver([.. changes.TakeOver, .. changes.LookThrough]);
            _handOver.Begin(changes.Release);
        }

        // Their waiting calls come back, and are routed by the new view.
        foreach (var link in gone)
            _ = CloseAsync(link);
    }

    public void TakeOverOwn() => _ownership.TakeOver(_ownership.Own);

    public bool IsUnreachable(Guid incarnation) => _links.To(incarnation) is { HasFailed: true };

    public Task ReleaseAsync(CancellationToken cancellationToken) => _handOver.FinishAsync(cancellationToken);

    public async Task CloseAsync()
    {
        await _closeIncoming().ConfigureAwait(false);
        foreach (var (_, link) in _links.All)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    public IClusterTopic<T> Open<T>(string topic, Action<Guid, T> received)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(received);
        var opened = new ClusterTopic<T>(topic, _links);
        _dispatcher.Receive(topic, (sender, body) => received(sender, opened.Read(body.Span)));
        return opened;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = _handOver.RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await CloseAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _releases?.Dispose();
        _stopping.Dispose();
        _handOver.Dispose();
    }

    private static bool IsActive(ClusterView? view) => view?.Members.Any(member => member.Incarnation == view.Self && member.IsActive) == true;

    private void ExpectReleases()
    {
        _ownership.ExpectReleases();
        _releases?.Dispose();
        _releases = _silo.Time.CreateTimer(static runtime => ((ClusterRuntime)runtime!).TakeOverExpected(), this, _options.ReleasePatience, Timeout.InfiniteTimeSpan);
    }

    private void TakeOverExpected()
    {
        if (_ownership.TakeOverExpected() is > 0 and var overdue)
            _silo.Logger.BucketsNotReleased(overdue);
    }

    private void OnLinkChanged() => _handOver.Begin([]);

    private async Task CloseAsync(ILink link)
    {
        try
        {
            await link.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException broken)
        {
            _silo.Logger.LinkNotClosed(broken);
        }
    }
}
