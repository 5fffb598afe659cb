using System.Reflection;

namespace OrleansSaga.Client.Tests;

/// <summary>A grain whose calls a test answers; <see cref="CallDouble.Name"/> is the method's.</summary>
public class GrainDouble : DispatchProxy
{
    private Func<CallDouble, object?> _answer = _ => throw new NotSupportedException();

    public static ITransactionGrain Of(Func<CallDouble, object?> answer)
    {
        var grain = Create<ITransactionGrain, GrainDouble>();
        ((GrainDouble)(object)grain)._answer = answer;
        return grain;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(new CallDouble(targetMethod!, args ?? []));
}

/// <summary>One call.</summary>
public sealed record CallDouble(MethodInfo Method, object?[] Arguments)
{
    public string Name => Method.Name;
}
