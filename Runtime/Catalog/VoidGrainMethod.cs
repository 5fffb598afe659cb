using System.Reflection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method that returns <see cref="Task"/> or <see cref="ValueTask"/>.</summary>
internal sealed class VoidGrainMethod(MethodInfo method, WireCompiler wire, ILogger logger) : GrainMethod(method, wire)
{
    private readonly Func<object, object?[], Task?> _invoke = Invoker.Compile<Func<object, object?[], Task?>>(method);
    private readonly bool _returnsValueTask = method.ReturnType == typeof(ValueTask);

    public override object Call(ICallRouter router, GrainAddress target, object?[] arguments)
    {
        var request = CreateRequest(arguments);
        router.Send(target, request);
        var task = request.Outcome;
        if (OneWay)
        {
            Observe(task);
            task = Task.CompletedTask;
        }

        return _returnsValueTask ? new ValueTask(task) : task;
    }

    public override Request CreateRequest(object?[] arguments) => new VoidRequest(new Invocation(this, arguments), _invoke);

    private void Observe(Task task) => task.ContinueWith(
        static (failed, state) =>
        {
            var self = (VoidGrainMethod)state!;
            self.Log(failed.Exception!.InnerException!);
        },
        this,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private void Log(Exception exception) => logger.OneWayFailed(ToString(), exception);
}
