using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call of a method that returns <see cref="Task"/> or <see cref="ValueTask"/>.</summary>
internal sealed class VoidRequest(Invocation invocation, Func<object, object?[], Task?> invoke) : Request(invocation)
{
    private readonly TaskCompletionSource _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Outcome => _caller.Task;

    public override void Fail(Exception exception) => _caller.TrySetException(exception);

    public override void WriteResult(IBufferWriter<byte> output)
    {
        if (!_caller.Task.IsCompletedSuccessfully)
            throw new InvalidOperationException($"{Invocation.Method} has not succeeded.");
    }

    // A newer build's method may have got a result: whoever calls it by this contract does not want it.
    public override void CompleteFrom(ReadOnlySpan<byte> result) => _caller.TrySetResult();

    protected override Task? Invoke(object grain) => invoke(grain, Invocation.Arguments);

    protected override void Ended(Task task) => _caller.TrySetFromTask(task);
}
