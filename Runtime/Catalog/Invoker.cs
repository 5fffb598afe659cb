using System.Linq.Expressions;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Compiles the call of an interface method, once, so that calls need no reflection.</summary>
internal static class Invoker
{
    /// <summary>Compiles (grain, arguments) => ((Interface)grain).Method((T0)arguments[0], ...), as a task.</summary>
    public static TDelegate Compile<TDelegate>(MethodInfo method)
        where TDelegate : Delegate
    {
        var grain = Expression.Parameter(typeof(object), "grain");
        var arguments = Expression.Parameter(typeof(object?[]), "arguments");
        var converted = method.GetParameters().Select((parameter, index) =>
            Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        Expression call = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, converted);
        if (method.ReturnType.IsValueType)
            call = Expression.Call(call, method.ReturnType.GetMethod(nameof(ValueTask.AsTask))!);
        return Expression.Lambda<TDelegate>(call, grain, arguments).Compile();
    }
}
