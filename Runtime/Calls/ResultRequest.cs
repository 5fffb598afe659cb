namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call of a method that returns <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class ResultRequest<TResult>(Invocation invocation, Func<object, object?[], Task<TResult>?> invoke) : Request(invocation)
{
    private readonly TaskCompletionSource<TResult> _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Outcome => _caller.Task;

    public Task<TResult> Result => _caller.Task;

    public override void Fail(Exception exception) => _caller.TrySetException(exception);

    protected override Task? Invoke(object grain) => invoke(grain, Invocation.Arguments);

    protected override void Ended(Task task)
    {
        if (task is Task<TResult> result)
            _caller.TrySetFromTask(result);
        else
            // Only a call that threw before it made its task ends with a task of another type.
            _caller.TrySetException(task.Exception!.InnerExceptions);
    }
}
