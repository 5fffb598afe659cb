namespace OrleansSaga.Ownership;

/// <summary>Wakes one reader; a signal that comes while nobody waits is kept, several are one.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Wakes the reader, now or when it waits next.</summary>
    public void Set() => Volatile.Read(ref _next).TrySetResult();

    /// <summary>Completes at the next signal since the last time that this was called.</summary>
    public Task NextAsync()
    {
        var next = Volatile.Read(ref _next);
        if (!next.Task.IsCompleted)
            return next.Task;
        Volatile.Write(ref _next, New());
        return Task.CompletedTask;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
