namespace OrleansSaga.Runtime.Tests;

/// <summary>Lets a test hold a grain, and see that it is held.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody waits at the gate.</summary>
    public Task Reached => _reached.Task.Soon();

    public bool IsReached => _reached.Task.IsCompleted;

    public Task Pass()
    {
        _reached.TrySetResult();
        return _opened.Task;
    }

    public void Open() => _opened.TrySetResult();
}
