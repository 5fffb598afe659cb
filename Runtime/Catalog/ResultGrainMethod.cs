using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method that returns <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/>.</summary>
[SuppressMessage("Performance", "CA1812:Avoid uninstantiated internal classes", Justification = "Made by reflection, once per method.")]
internal sealed class ResultGrainMethod<TResult>(MethodInfo method, WireCompiler wire) : GrainMethod(method, wire)
{
    private readonly Func<object, object?[], Task<TResult>?> _invoke = Invoker.Compile<Func<object, object?[], Task<TResult>?>>(method);
    private readonly Lazy<IWireCodec<TResult>> _result = new(() => wire.Result<TResult>(method));
    private readonly bool _returnsValueTask = method.ReturnType == typeof(ValueTask<TResult>);

    public override object Call(ICallRouter router, GrainAddress target, object?[] arguments)
    {
        var request = new ResultRequest<TResult>(this, arguments);
        router.Send(target, request);
        return _returnsValueTask ? new ValueTask<TResult>(request.Result) : request.Result;
    }

    public override Request CreateRequest(object?[] arguments) => new ResultRequest<TResult>(this, arguments);

    public Task<TResult>? Invoke(object grain, object?[] arguments) => _invoke(grain, arguments);

    /// <summary>Writes a result for a link.</summary>
    public void WriteResult(IBufferWriter<byte> output, TResult result) => _result.Value.Write(output, result);

    /// <summary>Reads a result that came over a link.</summary>
    /// <exception cref="WireFormatException">The bytes are no such result.</exception>
    public TResult ReadResult(ReadOnlySpan<byte> input) => _result.Value.Read(input);

    public override IEnumerable<string> PrepareForLinks() => base.PrepareForLinks().Concat(Prepare(_result));
}
