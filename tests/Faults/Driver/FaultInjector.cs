namespace OrleansSaga.Faults;

/// <summary>Carries out a schedule on a cluster, and undoes what is left of it.</summary>
internal sealed class FaultInjector(ITestCluster cluster, RunLog log) : IAsyncDisposable
{
    private readonly List<SiloKeeper> _keepers = [.. cluster.Silos.Select(silo => new SiloKeeper(silo, log))];
    private readonly SemaphoreSlim _database = new(1, 1);

    /// <summary>Starts all silos, and returns when they are ready.</summary>
    public async Task StartAsync(FaultSchedule schedule, TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var start in schedule.Starts)
            await _keepers[start.Silo].StartAsync(start.ClockOffset);
        await Task.WhenAll(cluster.Silos.Select(silo => silo.WhenReadyAsync(patience, cancellationToken)));
    }

    /// <summary>Every fault at its time; returns when the last one is over.</summary>
    public async Task RunAsync(FaultSchedule schedule, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var underWay = new List<Task>();
        foreach (var fault in schedule.Faults)
        {
            var wait = fault.At - TimeProvider.System.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, cancellationToken);
            underWay.Add(ApplyAsync(fault, cancellationToken));
        }

        await Task.WhenAll(underWay);
    }

    /// <summary>Heals every path, lets every silo go on or starts it, and waits until all are ready.</summary>
    public async Task HealAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var keeper in _keepers)
        {
            keeper.Silo.Link.Heal();
            keeper.Silo.DatabasePath.Heal();
            await keeper.Silo.ResumeAsync();
            await keeper.StartAsync(TimeSpan.Zero);
        }

        foreach (var keeper in _keepers)
        {
            try
            {
                await keeper.WhenReadyAsync(patience, cancellationToken);
            }
            catch (SiloNotReadyException never)
            {
                log.OnViolation($"After the heal: {never.Message}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var keeper in _keepers)
            await keeper.DisposeAsync();
        _database.Dispose();
    }

    private async Task ApplyAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        var lasts = Task.Delay(fault.Duration, TimeProvider.System, cancellationToken);
        log.OnFault(fault);
        switch (fault.Kind)
        {
            case FaultKind.KillAll:
                await Task.WhenAll(_keepers.Select(keeper => keeper.KillAsync()));
                break;
            case FaultKind.DatabaseRestart or FaultKind.DatabaseCrash:
                await RestartDatabaseAsync(fault.Kind == FaultKind.DatabaseCrash ? "immediate" : "fast", cancellationToken);
                break;
            default:
                if (!await BreakAsync(fault, _keepers[fault.Silo!.Value], cancellationToken))
                    log.OnSkipped(fault);
                break;
        }

        await lasts;
        foreach (var start in fault.Starts)
            await _keepers[start.Silo].StartAsync(start.ClockOffset);
        if (fault.Silo is { } silo)
            await MendAsync(fault, _keepers[silo].Silo);
        log.Write($"over: {fault}");
    }

    private static async Task<bool> BreakAsync(PlannedFault fault, SiloKeeper keeper, CancellationToken cancellationToken)
    {
        var silo = keeper.Silo;
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                return await keeper.KillAsync();
            case FaultKind.Terminate:
                return await keeper.TerminateAsync(cancellationToken);
            case FaultKind.Pause:
                await silo.PauseAsync();
                return silo.IsRunning;
            case FaultKind.LinkCut or FaultKind.DatabasePathCut:
                PathOf(fault, silo).Cut();
                return true;
            case FaultKind.LinkSlow or FaultKind.DatabasePathSlow:
                PathOf(fault, silo).Slow(fault.Latency, fault.Direction);
                return true;
            default:
                PathOf(fault, silo).BlackHole(fault.Direction);
                return true;
        }
    }

    private static async Task MendAsync(PlannedFault fault, ITestSilo silo)
    {
        if (fault.Kind == FaultKind.Pause)
            await silo.ResumeAsync();
        else if (fault.Kind is not (FaultKind.Kill or FaultKind.Terminate))
            PathOf(fault, silo).Heal();
    }

    private static TcpProxy PathOf(PlannedFault fault, ITestSilo silo) =>
        fault.Kind is FaultKind.LinkCut or FaultKind.LinkSlow or FaultKind.LinkBlackHole ? silo.Link : silo.DatabasePath;

    private async Task RestartDatabaseAsync(string mode, CancellationToken cancellationToken)
    {
        await _database.WaitAsync(cancellationToken);
        try
        {
            await cluster.Database.RestartAsync(mode, cancellationToken);
        }
        finally
        {
            _database.Release();
        }
    }
}
