namespace OrleansSaga.Grains.Transactions;

/// <summary>Calls that wait for a transaction's next change. Costs nothing while nobody waits.</summary>
internal sealed class Waiters(TimeProvider time)
{
    private TaskCompletionSource? _next;

    /// <summary>Returns at the next signal, or after <paramref name="timeout"/>.</summary>
    public async Task WaitAsync(TimeSpan timeout)
    {
        var next = _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await next.Task.WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            // The caller looks for itself whether its time is up.
        }
    }

    /// <summary>Wakes everybody who waits.</summary>
    public void Signal()
    {
        var next = _next;
        _next = null;
        next?.TrySetResult();
    }
}
