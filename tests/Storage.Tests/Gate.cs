namespace OrleansSaga.Storage.Tests;

/// <summary>Holds a writer's thread until it is opened, and tells when it has arrived.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _open = new();

    public Task Reached => _reached.Task;

    public void Pass()
    {
        _reached.TrySetResult();
        _open.Wait(TimeSpan.FromSeconds(60));
    }

    public void Open() => _open.Set();

    public void Dispose()
    {
        _open.Set();
        _open.Dispose();
    }
}
