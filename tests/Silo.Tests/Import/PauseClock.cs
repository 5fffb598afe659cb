namespace OrleansSaga.Silo.Tests.Import;

/// <summary>A clock whose pauses last as long as what a test does meanwhile.</summary>
internal sealed class PauseClock(Func<Task>? meanwhile = null) : TimeProvider
{
    /// <summary>The pause that was asked for.</summary>
    public TimeSpan Asked { get; private set; }

    /// <summary>What the test does meanwhile.</summary>
    public Task Meanwhile { get; private set; } = Task.CompletedTask;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Asked = dueTime;
        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Meanwhile = RunAsync(timer);
        return timer;
    }

    private async Task RunAsync(ITimer timer)
    {
        try
        {
            if (meanwhile is not null)
                await meanwhile();
        }
        finally
        {
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
