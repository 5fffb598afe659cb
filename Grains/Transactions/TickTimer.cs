namespace OrleansSaga.Grains.Transactions;

/// <summary>
/// The one timer of a transaction's activation. Set to an earlier time it moves; set to a later one it stays, fires early, and is
/// set anew: most transactions end before it ever fires, and never touch it after the first time.
/// </summary>
internal sealed class TickTimer(Grain grain, TimeProvider time, Func<Task> tick)
{
    private IGrainTimer? _timer;
    private DateTimeOffset _firesAt = DateTimeOffset.MaxValue;

    /// <summary>Makes sure that a tick comes at <paramref name="at"/> or earlier.</summary>
    public void At(DateTimeOffset at)
    {
        if (at >= _firesAt)
            return;
        var pause = at - time.GetUtcNow();
        var due = pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
        _firesAt = at;
        if (_timer is null)
            _timer = grain.RegisterGrainTimer(Fire, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan));
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private Task Fire(CancellationToken cancellationToken)
    {
        _firesAt = DateTimeOffset.MaxValue;
        return tick();
    }
}
