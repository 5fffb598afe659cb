using System.Linq.Expressions;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>
/// Compiles codecs for the arguments and results of grain methods, from <see cref="GenerateSerializerAttribute"/> and
/// <see cref="IdAttribute"/>. The set of types is closed: a value is never of another type than its place says, and no type is named on the wire.
/// </summary>
internal sealed class WireCompiler
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, Message> _messages = [];

    /// <summary>All messages that were compiled.</summary>
    public IReadOnlyList<Message> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages.Values];
        }
    }

    /// <summary>Compiles a codec for the arguments of a method: the field number of each is its position.</summary>
    /// <exception cref="WireContractException">They cannot cross.</exception>
    public WireCodec<object?[]> Arguments(MethodInfo method) => Compile<object?[]>(
        types => [.. method.GetParameters().Select((parameter, i) => types.Parameter(parameter, message => Expression.Convert(Expression.ArrayIndex(message, Expression.Constant(i)), parameter.ParameterType)))],
        static values => Expression.NewArrayInit(typeof(object), values.Select(static value => Expression.Convert(value, typeof(object)))));

    /// <summary>Compiles a codec for the result of a method, which is field 0.</summary>
    /// <typeparam name="T">The result of its task.</typeparam>
    /// <exception cref="WireContractException">It cannot cross.</exception>
    public WireCodec<T> Result<T>(MethodInfo method) => Compile<T>(types => [types.Result(method)], static values => values[0]);

    private WireCodec<T> Compile<T>(Func<WireTypes, List<MessageMember?>> resolve, Func<IReadOnlyList<Expression>, Expression> make)
    {
        lock (_gate)
        {
            var types = new WireTypes(_messages);
            var members = resolve(types).OfType<MessageMember>().ToList();
            types.Complete();
            foreach (var (type, message) in types.Added)
                _messages.Add(type, message);
            return new WireCodec<T>(MessageCompiler<T>.Compile(members, make), string.Join(", ", members));
        }
    }
}
