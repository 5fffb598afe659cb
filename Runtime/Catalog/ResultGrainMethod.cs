using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method that returns <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>.</summary>
[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Made by reflection, once per method.")]
internal sealed class ResultGrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    private readonly Func<object, object?[], Task<TResult>?> _invoke = Invoker.Compile<Func<object, object?[], Task<TResult>?>>(method);
    private readonly bool _returnsValueTask = method.ReturnType == typeof(ValueTask<TResult>);

    public override object Call(ICallRouter router, GrainAddress target, object?[] arguments)
    {
        var request = new ResultRequest<TResult>(new Invocation(this, arguments), _invoke);
        router.Send(target, request);
        return _returnsValueTask ? new ValueTask<TResult>(request.Result) : request.Result;
    }

    public override Request CreateRequest(object?[] arguments) => new ResultRequest<TResult>(new Invocation(this, arguments), _invoke);
}
