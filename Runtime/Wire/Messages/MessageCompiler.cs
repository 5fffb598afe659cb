using System.Linq.Expressions;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Compiles the passes over the members of a message: straight calls of their codecs, so that no field is boxed or looked up.</summary>
internal sealed class MessageCompiler<T>
{
    private readonly ParameterExpression _message = Expression.Parameter(typeof(T), "message");
    private readonly IReadOnlyList<MessageMember> _members;
    private readonly IReadOnlyList<ConstantExpression> _fields;

    private MessageCompiler(IReadOnlyList<MessageMember> members)
    {
        _members = members;
        _fields = [.. members.Select(static member => Expression.Constant(
            Activator.CreateInstance(typeof(FieldCodec<>).MakeGenericType(member.Type), member.Id, member.Name, member.Codec)))];
    }

    /// <summary>Compiles.</summary>
    /// <param name="members">In the order of their ids.</param>
    /// <param name="make">Makes the message of its members, which come in that order.</param>
    public static MessagePasses<T> Compile(IReadOnlyList<MessageMember> members, Func<IReadOnlyList<Expression>, Expression> make)
    {
        var compiler = new MessageCompiler<T>(members);
        return new MessagePasses<T>(compiler.Measure(), compiler.Write(), compiler.Read(make));
    }

    private MeasureFields<T> Measure()
    {
        var lengths = Expression.Parameter(typeof(WireLengths).MakeByRefType(), "lengths");
        var sum = _members
            .Select((member, i) => (Expression)Expression.Call(_fields[i], nameof(FieldCodec<T>.Measure), null, member.Get(_message), lengths))
            .Aggregate((Expression)Expression.Constant(0), Expression.AddChecked);
        return Expression.Lambda<MeasureFields<T>>(sum, _message, lengths).Compile();
    }

    private WriteFields<T> Write()
    {
        var writer = Expression.Parameter(typeof(WireWriter).MakeByRefType(), "writer");
        var writes = _members.Select((member, i) => Expression.Call(_fields[i], nameof(FieldCodec<T>.Write), null, member.Get(_message), writer));
        return Expression.Lambda<WriteFields<T>>(Expression.Block(typeof(void), writes.DefaultIfEmpty<Expression>(Expression.Empty())), _message, writer).Compile();
    }

    private ReadFields<T> Read(Func<IReadOnlyList<Expression>, Expression> make)
    {
        var reader = Expression.Parameter(typeof(WireReader).MakeByRefType(), "reader");
        var key = Expression.Variable(typeof(uint), "key");
        var values = _members.Select(static member => Expression.Variable(member.Type, member.Name)).ToList();
        var absent = values.Select((value, i) => Expression.Assign(value, Expression.Property(_fields[i], nameof(FieldCodec<T>.Absent))));
        var cases = _members.Select((member, i) => Expression.SwitchCase(
            Expression.Block(typeof(void), Expression.Assign(values[i], Expression.Call(_fields[i], nameof(FieldCodec<T>.Read), null, key, reader))),
            Expression.Constant(member.Id))).ToArray();
        var skip = Expression.Call(reader, nameof(WireReader.Skip), null, key);
        var id = Expression.RightShift(key, Expression.Constant(3));
        var end = Expression.Label();
        var loop = Expression.Loop(
            Expression.IfThenElse(
                Expression.Property(reader, nameof(WireReader.AtEnd)),
                Expression.Break(end),
                Expression.Block(
                    Expression.Assign(key, Expression.Call(reader, nameof(WireReader.Key), null)),
                    cases.Length == 0 ? skip : Expression.Switch(typeof(void), id, skip, null, cases))),
            end);
        var body = Expression.Block(values.Append(key), [.. absent, loop, make(values)]);
        return Expression.Lambda<ReadFields<T>>(body, reader).Compile();
    }
}
