using System.Buffers;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A call of a method that returns <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class ResultRequest<TResult>(ResultGrainMethod<TResult> method, object?[] arguments) : Request(new Invocation(method, arguments))
{
    private readonly TaskCompletionSource<TResult> _caller = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Task Outcome => _caller.Task;

    public Task<TResult> Result => _caller.Task;

    public override void Fail(Exception exception) => _caller.TrySetException(exception);

    public override void WriteResult(IBufferWriter<byte> output)
    {
        if (!Result.IsCompletedSuccessfully)
            throw new InvalidOperationException($"{method} has not succeeded: there is no result.");
        method.WriteResult(output, Result.Result);
    }

    public override void CompleteFrom(ReadOnlySpan<byte> result)
    {
        try
        {
            _caller.TrySetResult(method.ReadResult(result));
        }
        catch (Exception exception) when (exception is WireFormatException or WireContractException)
        {
            Fail(exception);
        }
    }

    protected override Task? Invoke(object grain) => method.Invoke(grain, Invocation.Arguments);

    protected override void Ended(Task task)
    {
        if (task is Task<TResult> result)
            _caller.TrySetFromTask(result);
        else
            // Only a call that threw before it made its task ends with a task of another type.
            _caller.TrySetException(task.Exception!.InnerExceptions);
    }
}
