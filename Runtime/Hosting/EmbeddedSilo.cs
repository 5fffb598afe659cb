using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>One silo: routes calls to its activations, collects idle ones, and stops gracefully with its host.</summary>
internal sealed class EmbeddedSilo : IHostedService, ICallRouter, IDisposable
{
    private readonly CancellationTokenSource _aborted = new();
    private ITimer? _collector;
    private int _collecting;
    private volatile SiloPhase _phase;

    public EmbeddedSilo(
        IServiceProvider services,
        GrainCatalogBuilder grains,
        IOptions<EmbeddedRuntimeOptions> options,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<EmbeddedSilo> logger)
    {
        Services = services;
        Options = options.Value;
        Time = time;
        Logger = logger;
        Activations = new ActivationTable(this);
        Instruments = new RuntimeInstruments(meters, () => Activations.Count);
        Catalog = grains.Build(logger);
        Router = this;
        GrainFactory = new GrainFactory(Catalog, this);
    }

    public IServiceProvider Services { get; }

    public EmbeddedRuntimeOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public ActivationTable Activations { get; }

    public RuntimeInstruments Instruments { get; }

    public GrainCatalog Catalog { get; }

    /// <summary>Who routes the calls of grain references: this silo, unless it is one of several.</summary>
    public ICallRouter Router { get; private set; }

    public IGrainFactory GrainFactory { get; private set; }

    /// <summary>Cancelled when a graceful stop has run out of time.</summary>
    public CancellationToken Aborted => _aborted.Token;

    /// <summary>Makes this silo one of several. Called once, before it starts.</summary>
    public void JoinCluster(ICallRouter router)
    {
        Router = router;
        GrainFactory = new GrainFactory(Catalog, router);
    }

    public void Send(GrainAddress target, Request request)
    {
        if (_phase != SiloPhase.Running && !MayStillCall())
        {
            request.Fail(new SiloUnavailableException($"The silo is stopping and takes no call to {target}."));
            return;
        }

        while (true)
        {
            if (!Activations.TryGetOrCreate(target, out var activation, out var refusal))
            {
                request.Fail(refusal);
                return;
            }

            var acceptance = activation.Accept(request);
            if (acceptance == Acceptance.Accepted)
                return;
            if (acceptance == Acceptance.Full)
            {
                Instruments.OnMailboxLimitReached();
                request.Fail(new LimitExceededException($"{Options.MaxMailboxLength} calls are waiting for {target}."));
                return;
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _collector = Time.CreateTimer(
            static silo => ((EmbeddedSilo)silo!).CollectIdle(),
            this,
            Options.CollectionQuantum,
            Options.CollectionQuantum);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_phase != SiloPhase.Running)
            return;
        _phase = SiloPhase.Draining;
        _collector?.Dispose();
        var drained = await DrainAsync(cancellationToken).ConfigureAwait(false);

        _phase = SiloPhase.Closed;
        Activations.Close();
        await DeactivateAllAsync(force: !drained).ConfigureAwait(false);

        _phase = SiloPhase.Stopped;
        await _aborted.CancelAsync().ConfigureAwait(false);
        Logger.Stopped();
    }

    public void Dispose()
    {
        // Without a stop before it, whatever still runs is simply left.
        _phase = SiloPhase.Stopped;
        Activations.Close();
        _collector?.Dispose();
        _aborted.Dispose();
    }

    private bool MayStillCall() =>
        _phase != SiloPhase.Stopped
        && SynchronizationContext.Current is TurnScheduler caller
        && caller.Owner.Silo == this;

    private void CollectIdle()
    {
        if (Interlocked.Exchange(ref _collecting, 1) == 1)
            return;
        var now = Time.GetTimestamp();
        foreach (var activation in Activations.All)
        {
            if (activation.LooksIdle)
                activation.CollectIfIdleSince(Options.CollectionAge, now);
        }

        Volatile.Write(ref _collecting, 0);
    }

    /// <summary>Waits until nothing runs or waits in any activation.</summary>
    /// <returns>False if that took too long.</returns>
    private async Task<bool> DrainAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Options.DrainTimeout, Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // A pass that has to wait for one activation may have missed what that one then started in others.
            bool waited;
            do
            {
                waited = false;
                foreach (var activation in Activations.All)
                {
                    var idle = activation.WhenIdle();
                    if (idle.IsCompleted)
                        continue;
                    waited = true;
                    await idle.WaitAsync(deadline.Token).ConfigureAwait(false);
                }
            }
            while (waited && !deadline.IsCancellationRequested);
            return !waited;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Logger.DrainIncomplete(Activations.All.Count(static activation => !activation.WhenIdle().IsCompleted));
            return false;
        }
    }

    private async Task DeactivateAllAsync(bool force)
    {
        var ends = Activations.All.Select(activation => activation.EndForStop(force)).ToList();
        try
        {
            await Task.WhenAll(ends).WaitAsync(Options.DeactivationTimeout, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Logger.StopIncomplete(ends.Count(static end => !end.IsCompleted));
        }
    }
}
