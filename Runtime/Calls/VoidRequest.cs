namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call of a method that returns <see cref="Task"/> or <see cref="ValueTask"/>.</summary>
internal sealed class VoidRequest(Invocation invocation, Func<object, object?[], Task?> invoke) : Request(invocation)
{
    private readonly TaskCompletionSource _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Outcome => _caller.Task;

    public override void Fail(Exception exception) => _caller.TrySetException(exception);

    protected override Task? Invoke(object grain) => invoke(grain, Invocation.Arguments);

    protected override void Ended(Task task) => _caller.TrySetFromTask(task);
}
