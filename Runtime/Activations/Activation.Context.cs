namespace OrleansSaga.Runtime.Embedded;

/// <summary>What the grain asks of its activation.</summary>
internal sealed partial class Activation : IActivationContext
{
    private HashSet<ActivationTimer>? _timers;

    public string PrimaryKey => Address.Key;

    public IGrainFactory GrainFactory => _silo.GrainFactory;

    public void DeactivateOnIdle()
    {
        Turn? end = null;
        lock (_gate)
        {
            _keepUntil = long.MinValue;
            if (_state is ActivationState.Activating or ActivationState.Active)
                end = End_NeedsLock(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "The grain called DeactivateOnIdle."));
        }

        if (end is not null)
            _scheduler.Enqueue(end);
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        var until = timeSpan == TimeSpan.MaxValue || timeSpan == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : timeSpan > TimeSpan.Zero ? After(timeSpan) : long.MinValue;
        lock (_gate)
            _keepUntil = until;
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (!_scheduler.IsCurrent)
            throw new InvalidOperationException($"A timer of {Address} was registered outside of its turns.");
        var timer = new ActivationTimer(this, callback, options);
        lock (_gate)
        {
            if (_state > ActivationState.Active)
                throw new InvalidOperationException($"{Address} is being deactivated: a timer would never fire.");
            (_timers ??= []).Add(timer);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    /// <summary>Queues a callback of a timer that is due.</summary>
    public void AcceptTick(ActivationTimer timer)
    {
        lock (_gate)
        {
            if (_state > ActivationState.Active || !timer.TryQueue())
                return;
            if (!TryAdmit_NeedsLock(timer))
            {
                _mailbox.Add(timer);
                return;
            }
        }

        _scheduler.Enqueue(timer);
    }

    public void Forget(ActivationTimer timer)
    {
        lock (_gate)
            _timers?.Remove(timer);
    }

    private void DisposeTimers()
    {
        HashSet<ActivationTimer>? timers;
        lock (_gate)
            (timers, _timers) = (_timers, null);
        foreach (var timer in timers ?? [])
            timer.Dispose();
    }

    private long After(TimeSpan timeSpan)
    {
        var ticks = timeSpan.TotalSeconds * _silo.Time.TimestampFrequency;
        var now = _silo.Time.GetTimestamp();
        return ticks >= long.MaxValue - now ? long.MaxValue : now + (long)ticks;
    }
}
