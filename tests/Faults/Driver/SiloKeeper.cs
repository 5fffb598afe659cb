using System.Globalization;

namespace OrleansSaga.Faults;

/// <summary>Starts and ends one silo, and starts it again when it ends by itself, as an operator's supervisor would.</summary>
internal sealed class SiloKeeper(ITestSilo silo, RunLog log) : IAsyncDisposable
{
    private static readonly TimeSpan BeforeRepeat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TerminatedWithin = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _end = new();
    private Task _watching = Task.CompletedTask;
    private bool _isWanted;

    public ITestSilo Silo => silo;

    /// <summary>Starts it if it does not run.</summary>
    public async Task StartAsync(TimeSpan clockOffset)
    {
        using var _ = await EnterAsync();
        _isWanted = true;
        if (!silo.IsRunning)
            Start(clockOffset);
    }

    /// <summary>Returns when it is ready; one that ends because it was declared dead is ready when its next life is.</summary>
    /// <exception cref="SiloNotReadyException">It has ended, or took too long.</exception>
    public async Task WhenReadyAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await silo.WhenReadyAsync(patience - TimeProvider.System.GetElapsedTime(begun), cancellationToken);
                return;
            }
            catch (SiloNotReadyException) when (silo.Nature.EndsWhenDeclaredDead && TimeProvider.System.GetElapsedTime(begun) < patience)
            {
                await Task.Delay(BeforeRepeat, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>kill -9; false when it did not run.</summary>
    public async Task<bool> KillAsync()
    {
        using var _ = await EnterAsync();
        _isWanted = false;
        var isRunning = silo.IsRunning;
        await silo.KillAsync();
        return isRunning;
    }

    /// <summary>SIGTERM, and SIGKILL when that takes too long; false when it did not run.</summary>
    public async Task<bool> TerminateAsync(CancellationToken cancellationToken)
    {
        using var _ = await EnterAsync();
        _isWanted = false;
        if (!silo.IsRunning)
            return false;
        try
        {
            var code = await silo.TerminateAsync(cancellationToken).WaitAsync(TerminatedWithin, TimeProvider.System, cancellationToken);
            log.Write(string.Create(CultureInfo.InvariantCulture, $"{silo.Name} ended with {code} after SIGTERM"));
        }
        catch (TimeoutException)
        {
            log.OnViolation(string.Create(CultureInfo.InvariantCulture, $"{silo.Name} did not end within {TerminatedWithin.TotalSeconds:0} s of SIGTERM."));
            await silo.KillAsync();
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
        _gate.Dispose();
    }

    private void Start(TimeSpan clockOffset)
    {
        silo.Start(clockOffset);
        _watching = WatchAsync(_watching, clockOffset);
    }

    private async Task WatchAsync(Task before, TimeSpan clockOffset)
    {
        var logBefore = silo.Log.Length;
        var ready = WasReadyAsync();
        var code = await silo.Exited;
        var wasReady = await ready;
        await before;
        using (var _ = await EnterAsync())
        {
            if (!_isWanted || silo.IsRunning)
                return;
        }

        if (wasReady && silo.Nature.EndsWhenDeclaredDead && SaidThatItIsDead(logBefore))
            log.OnDeclaredDead(silo.Name, code);
        else if (wasReady)
            log.OnViolation(string.Create(CultureInfo.InvariantCulture, $"{silo.Name} ended by itself with {code}."));
        else
            log.OnStartRepeated(silo.Name, code);
        await Task.Delay(BeforeRepeat, TimeProvider.System, CancellationToken.None);
        using (var _ = await EnterAsync())
        {
            if (_isWanted && !silo.IsRunning)
                Start(clockOffset);
        }
    }

    private bool SaidThatItIsDead(int from) => silo.Log.IndexOf(silo.Nature.SaysWhenDeclaredDead, from, StringComparison.Ordinal) >= 0;

    private async Task<bool> WasReadyAsync()
    {
        try
        {
            await silo.WhenReadyAsync(ReadyPatience, _end.Token);
            return true;
        }
        catch (Exception never) when (never is SiloNotReadyException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Gate> EnterAsync()
    {
        await _gate.WaitAsync();
        return new Gate(_gate);
    }

    private readonly record struct Gate(SemaphoreSlim Semaphore) : IDisposable
    {
        public void Dispose() => Semaphore.Release();
    }
}
