namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// A grain's timer, and the turn that its callback takes. It is armed once at a time, again only after its callback
/// has ended, so it is never queued twice.
/// </summary>
internal sealed class ActivationTimer : GatedTurn, IGrainTimer
{
    // Taken last, inside the activation's gate or alone, and never held while anything else is called.
    private readonly Lock _gate = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _ended = new();
    private TimeSpan _period;
    private TimeSpan? _dueAfterCallback;
    private bool _queued;
    private bool _skip;
    private bool _running;
    private bool _disposed;

    public ActivationTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        Interleaves = options.Interleave;
        IsUse = options.KeepAlive;
        _timer = CreateTimer(activation.Silo.Time);
    }

    public override bool Interleaves { get; }

    public override bool IsUse { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        lock (_gate)
        {
            if (_disposed)
                return;
            _period = period;
            // What was due by the old times and has not started yet is not wanted any more.
            _skip = _queued;
            if (_running)
            {
                _dueAfterCallback = dueTime;
                return;
            }
        }

        Arm(dueTime);
    }

    /// <summary>Whether the callback has to be queued now that it is due; false if it is queued or runs already.</summary>
    public bool TryQueue()
    {
        lock (_gate)
        {
            _skip = false;
            if (_disposed || _queued || _running)
                return false;
            _queued = true;
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _timer.Dispose();
        _ended.Cancel();
        _ended.Dispose();
        _activation.Forget(this);
    }

    protected override Task Start(Activation activation)
    {
        CancellationToken token;
        lock (_gate)
        {
            _queued = false;
            if (_disposed || _skip)
            {
                _skip = false;
                return Task.CompletedTask;
            }

            _running = true;
            token = _ended.Token;
        }

        return _callback(token);
    }

    protected override void Ended(Task task)
    {
        TimeSpan due;
        bool disposed;
        lock (_gate)
        {
            if (!_running)
                return;
            _running = false;
            due = _dueAfterCallback ?? _period;
            _dueAfterCallback = null;
            disposed = _disposed;
        }

        if (task.Exception is { } failure)
            _activation.Silo.Logger.TimerFailed(_activation.Address, failure.InnerException!);
        if (!disposed)
            Arm(due);
    }

    private static void Check(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, time, "Neither zero or more, nor infinite.");
    }

    // Disposed in between, the timer ignores this.
    private void Arm(TimeSpan dueTime) => _timer.Change(dueTime, Timeout.InfiniteTimeSpan);

    private ITimer CreateTimer(TimeProvider time)
    {
        // The timer must not keep the context of the call that happened to create it.
        var suppress = !ExecutionContext.IsFlowSuppressed();
        if (suppress)
            ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(
                static timer => ((ActivationTimer)timer!).Due(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (suppress)
                ExecutionContext.RestoreFlow();
        }
    }

    private void Due() => _activation.AcceptTick(this);
}
