using System.Linq.Expressions;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Finds the codecs for the types of one method, and all that is wrong with them.</summary>
/// <param name="known">Messages that were compiled before.</param>
internal sealed class WireTypes(IReadOnlyDictionary<Type, Message> known)
{
    private static readonly Dictionary<Type, ValueCodec> Scalars = new()
    {
        [typeof(bool)] = new BoolCodec(),
        [typeof(byte)] = new IntegerCodec<byte>("byte"),
        [typeof(short)] = new IntegerCodec<short>("short"),
        [typeof(int)] = new IntegerCodec<int>("int"),
        [typeof(long)] = new IntegerCodec<long>("long"),
        [typeof(double)] = new DoubleCodec(),
        [typeof(Guid)] = new GuidCodec(),
        [typeof(TimeSpan)] = new TimeSpanCodec(),
        [typeof(DateTimeOffset)] = new DateTimeOffsetCodec(),
        [typeof(ReadOnlyMemory<byte>)] = new MemoryCodec(),
    };

    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<Type, Message> _added = [];
    private readonly List<MessageShape> _shapes = [];
    private readonly List<string> _faults = [];

    /// <summary>Messages that were not known.</summary>
    public IReadOnlyDictionary<Type, Message> Added => _added;

    /// <summary>The member for a parameter of a method. Null: it has faults.</summary>
    public MessageMember? Parameter(ParameterInfo parameter, Func<Expression, Expression> get) =>
        Member((uint)parameter.Position, parameter.Name!, _nullability.Create(parameter), $"{NameOf(parameter.Member)}({parameter.Name})", get);

    /// <summary>The member for what a method's task results in. Null: it has faults.</summary>
    public MessageMember? Result(MethodInfo method) =>
        Member(0, "result", _nullability.Create(method.ReturnParameter).GenericTypeArguments[0], $"{NameOf(method)} result", static message => message);

    /// <summary>Compiles the new messages.</summary>
    /// <exception cref="WireContractException">Something was wrong.</exception>
    public void Complete()
    {
        foreach (var endless in _added.Values.Where(static message => message.RequiresItself()))
            _faults.Add($"{endless.Name} requires itself: there is none without an end.");
        ThrowFaults();
        foreach (var shape in _shapes)
            shape.Message.Compile(shape.Constructor!);
        foreach (var required in _shapes.SelectMany(static shape => shape.Message.Required).Distinct())
        {
            if (required.WhyNotEmpty() is { } reason)
                _faults.Add($"{required.Name} cannot be made of defaults, which is what one is that was not sent: {reason}");
        }

        ThrowFaults();
    }

    private static string NameOf(MemberInfo method) =>
        $"{method.DeclaringType!.GetCustomAttribute<AliasAttribute>()?.Alias ?? method.DeclaringType!.FullName}.{method.Name}";

    private static ValueCodec Create(Type codec, Type[] types, params object[] arguments) =>
        (ValueCodec)Activator.CreateInstance(codec.MakeGenericType(types), arguments)!;

    private void ThrowFaults()
    {
        if (_faults.Count > 0)
            throw new WireContractException(_faults);
    }

    private MessageMember? Member(uint id, string name, NullabilityInfo nullability, string path, Func<Expression, Expression> get) =>
        Find(nullability.Type, nullability, nullability.ReadState != NullabilityState.NotNull, path) is { } codec
            ? new MessageMember(id, name, nullability.Type, codec, get)
            : null;

    private ValueCodec? Find(Type type, NullabilityInfo nullability, bool nullable, string path)
    {
        if (Scalars.TryGetValue(type, out var scalar))
            return scalar;
        if (type == typeof(string))
            return new StringCodec(nullable);
        if (type == typeof(byte[]))
            return new ByteArrayCodec(nullable);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Find(underlying, nullability, nullable: false, path) is { } value ? Create(typeof(NullableCodec<>), [underlying], value) : null;
        if (type.IsEnum && Scalars.TryGetValue(type.GetEnumUnderlyingType(), out var number))
            return Create(typeof(EnumCodec<,>), [type, type.GetEnumUnderlyingType()], number);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return Items(typeof(ListCodec<>), nullability.GenericTypeArguments[0], nullable, path + "[]");
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) && type.GenericTypeArguments[0] == typeof(string))
            return Items(typeof(DictionaryCodec<>), nullability.GenericTypeArguments[1], nullable, path + "[]");
        if (type.IsDefined(typeof(GenerateSerializerAttribute)))
            return FindMessage(type, path).CreateCodec(nullable && !type.IsValueType);
        _faults.Add($"{path} is a {type}, which no link carries.");
        return null;
    }

    private ValueCodec? Items(Type codec, NullabilityInfo item, bool nullable, string path)
    {
        if (item.ReadState == NullabilityState.Nullable)
        {
            _faults.Add($"{path} may be null, which an item must not.");
            return null;
        }

        return Find(item.Type, item, nullable: false, path) is { } found ? Create(codec, [item.Type], found, nullable) : null;
    }

    private Message FindMessage(Type type, string path)
    {
        if (known.TryGetValue(type, out var message) || _added.TryGetValue(type, out message))
            return message;
        message = Message.Create(type);
        _added.Add(type, message);
        var shape = MessageShape.Of(message, path, _faults);
        var members = new List<MessageMember>();
        foreach (var (id, property) in shape.Properties)
        {
            if (Member(id, property.Name, _nullability.Create(property), $"{path}.{property.Name}", whole => Expression.Property(whole, property)) is { } member)
                members.Add(member);
        }

        message.Members = members;
        _shapes.Add(shape);
        return message;
    }
}
