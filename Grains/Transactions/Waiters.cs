namespace OrleansSaga.Grains.Transactions;

/// <summary>Calls that wait for a transaction's next change. Costs nothing while nobody waits.</summary>
internal sealed class Waiters(TimeProvider time, CancellationToken stopping)
{
    private TaskCompletionSource? _next;

    /// <summary>Returns at the next signal, after <paramref name="timeout"/>, or when the silo is about to stop.</summary>
    public async Task WaitAsync(TimeSpan timeout)
    {
        var next = _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await next.Task.WaitAsync(timeout, time, stopping);
        }
        catch (TimeoutException)
        {
            // The caller looks for itself whether its time is up.
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // And whether there is anything left to wait for.
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
