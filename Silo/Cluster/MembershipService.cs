using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using OrleansSaga.Grains.Transactions;
using OrleansSaga.Ownership;
using OrleansSaga.Silo.Application;
using OrleansSaga.Silo.Hosting;
using OrleansSaga.Silo.Options;
using OrleansSaga.Storage;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>
/// The silo's life in the table of silos. It joins before actors and fronts start, is active once they listen, and drains before any of them
/// stops. It goes on beating until they have stopped: a silo that dies on its way out is then found dead, and one whose row is gone writes
/// nothing any more. Stops run against the order of registration, so that this service stops after actors and fronts and before the journal.
/// </summary>
internal sealed class MembershipService : IHostedLifecycleService, IDrain, ISiloMembership, ISiloDirectory, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly ClusterOptions _options;
    private readonly StorageOptions _storage;
    private readonly ISiloTable _table;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MembershipAgent _agent;
    private readonly BeatThread _thread;
    private readonly Closing _closing;
    private readonly string _name;
    private bool _isDisposed;

    /// <summary>Composes the parts; nothing is asked or written yet.</summary>
    public MembershipService(
        IServiceProvider services,
        IOptions<ClusterOptions> options,
        IOptions<StorageOptions> storage,
        ISiloTable table,
        SiloIdentity identity,
        FeatureLevels levels,
        TimeProvider time,
        Closing closing,
        ILogger<MembershipService> logger)
    {
        _closing = closing;
        (_services, _options, _storage, _table, _time, _logger, _name) = (services, options.Value, storage.Value, table, time, logger, identity.Name);
        var claim = identity.Claim(_options);
        if (!IsClustered)
            claim = claim with { Endpoint = "" };
        _thread = new BeatThread(_options.HeartbeatInterval, time, Beat);
        _agent = new MembershipAgent(claim, _options, table, Control, levels, time, _thread.Pause, logger);
    }

    /// <inheritdoc/>
    public bool IsClustered => _options.Secret.Length > 0;

    /// <inheritdoc/>
    public JoinResult? Joined => _agent.Status.Joined;

    /// <inheritdoc/>
    public bool IsServing => !IsClustered || _agent.Status.State == SiloState.Active;

    /// <inheritdoc/>
    public string? Fault => _agent.Fault;

    /// <inheritdoc/>
    public IReadOnlyList<SiloEntry> List() => [.. _agent.Status.Rows.Select(row => SiloEntries.Of(row, _name))];

    /// <summary>Joins.</summary>
    /// <exception cref="StorageConfigurationException">It must not join, or the table stays away for longer than the start waits.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await _thread.RunAsync(_agent.Join).WaitAsync(cancellationToken);
                break;
            }
            catch (MembershipUnavailableException away) when (_time.GetElapsedTime(begun) < _storage.StartPatience)
            {
                MembershipLog.NotAvailableYet(_logger, away.Message);
            }
            catch (MembershipUnavailableException away)
            {
                throw new StorageConfigurationException(
                    $"This silo could not join within {StorageOptions.Section}:StartPatience ({_storage.StartPatience}): the table of silos cannot be read and written. {away.Message}", away);
            }

            await Task.Delay(_options.HeartbeatInterval, _time, cancellationToken);
        }

        await _thread.RunAsync(Beat).WaitAsync(cancellationToken);
        _thread.Begin();
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything listens: its ports are known, and it may own buckets.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var http = _services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";
        var endpoint = !IsClustered ? "" : SiloIdentity.Endpoint(_options, _services.GetService<ILinkEndpoint>()?.EndPoint?.Port);
        MembershipLog.Activated(_logger, endpoint, http);
        return _thread.RunAsync(() =>
        {
            _agent.Become(SiloState.Active, endpoint, http);
            Beat();
        });
    }

    /// <summary>Drains: owns nothing any more, serves for a while, and hands over.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (!IsClustered)
            return;
        if (Joined is null)
        {
            _closing.Begin();
            return;
        }

        MembershipLog.Leaving(_logger, _options.DrainDelay);
        await _thread.RunAsync(() =>
        {
            _agent.Become(SiloState.Leaving);
            Beat();
        });
        if (Fault is null && Control() is { } control)
            await HandOverAsync(control, cancellationToken);
        _closing.Begin();
        await (Control()?.CloseAsync() ?? Task.CompletedTask);
    }

    private async Task HandOverAsync(IClusterControl control, CancellationToken cancellationToken)
    {
        await Task.Delay(_options.DrainDelay, _time, cancellationToken);
        using var limit = new CancellationTokenSource(_options.DrainTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await control.ReleaseAsync(both.Token);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            MembershipLog.DrainTimedOut(_logger, _options.DrainTimeout);
        }
    }

    /// <summary>Actors and fronts have stopped: the row goes.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _thread.RunAsync(Leave).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            MembershipLog.NotDeleted(_logger, "The database did not answer before the stop's time was over.");
        }
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After a start that failed, too, the row goes.</summary>
    public void Dispose()
    {
        // It is known to the host under several names, and disposed of under each.
        if (_isDisposed)
            return;
        _isDisposed = true;
        _thread.Dispose();
        Leave();
        _table.Dispose();
    }

    // A cluster without a router would be one in name only; a silo that is alone needs none.
    private IClusterControl? Control() => IsClustered ? _services.GetRequiredService<IClusterControl>() : _services.GetService<IClusterControl>();

    private void Beat()
    {
        try
        {
            _agent.Beat();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next beat may go better, and a silo whose beats all fail is found dead by the others.
            MembershipLog.BeatFailed(_logger, exception);
        }
        catch (OperationCanceledException)
        {
            // Told to end while it watched: the thread ends.
            return;
        }

        if (Fault is not null)
            _services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
    }

    private void Leave()
    {
        try
        {
            _agent.Leave();
        }
        catch (MembershipUnavailableException away)
        {
            MembershipLog.NotDeleted(_logger, away.Message);
        }
    }
}
