using System.Linq.Expressions;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>How a message is made: by the constructor that takes most of its members, and then by what is set on it.</summary>
internal sealed class MessageConstructor
{
    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;
    private readonly int[] _arguments;
    private readonly IReadOnlyList<PropertyInfo> _members;

    private MessageConstructor(Type type, ConstructorInfo? constructor, int[] arguments, IReadOnlyList<PropertyInfo> members) =>
        (_type, _constructor, _arguments, _members) = (type, constructor, arguments, members);

    /// <summary>Members that neither the constructor takes nor anybody can set.</summary>
    public IEnumerable<PropertyInfo> Unreachable =>
        _members.Where((member, i) => !_arguments.Contains(i) && member.SetMethod is null);

    /// <summary>Finds the constructor. Null if each one asks for something that is no member.</summary>
    /// <param name="type">The type of the message.</param>
    /// <param name="members">Its members, in the order of their ids.</param>
    public static MessageConstructor? Find(Type type, IReadOnlyList<PropertyInfo> members)
    {
        var best = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Select(constructor => (Constructor: constructor, Arguments: Array.ConvertAll(constructor.GetParameters(), parameter => MemberOf(parameter, members))))
            .Where(static candidate => Array.TrueForAll(candidate.Arguments, static member => member >= 0))
            .OrderByDescending(static candidate => candidate.Arguments.Length)
            .FirstOrDefault();
        return best.Constructor is null && !type.IsValueType
            ? null
            : new MessageConstructor(type, best.Constructor, best.Arguments ?? [], members);
    }

    /// <summary>Makes the message of its members, which come in the order of their ids.</summary>
    public Expression Make(IReadOnlyList<Expression> values)
    {
        var made = _constructor is null ? Expression.New(_type) : Expression.New(_constructor, _arguments.Select(i => values[i]));
        var set = _members
            .Select((member, i) => (Member: member, Index: i))
            .Where(entry => !_arguments.Contains(entry.Index))
            .Select(entry => Expression.Bind(entry.Member, values[entry.Index]))
            .ToList();
        return set.Count == 0 ? made : Expression.MemberInit(made, set);
    }

    private static int MemberOf(ParameterInfo parameter, IReadOnlyList<PropertyInfo> members)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].PropertyType == parameter.ParameterType && members[i].Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        return -1;
    }
}
