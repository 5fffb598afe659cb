using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A type with numbered members, one for all places where it is used. It is known before it is compiled, because types may hold themselves.</summary>
internal abstract class Message(Type type, string name)
{
    /// <summary>The type.</summary>
    public Type Type => type;

    /// <summary>Its alias, or its name in code. Never on the wire.</summary>
    public string Name => name;

    /// <summary>Its members by id; empty until they are known.</summary>
    public IReadOnlyList<MessageMember> Members { get; set; } = [];

    /// <summary>The messages that no message of this type can be without.</summary>
    public IEnumerable<Message> Required => Members.Select(static member => member.Codec).OfType<IMessageCodec>().Where(static codec => !codec.Nullable).Select(static codec => codec.Message);

    public static Message Create(Type type) =>
        (Message)Activator.CreateInstance(typeof(Message<>).MakeGenericType(type), type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.FullName!)!;

    /// <summary>Whether a message of this type would have to hold another one, and so without end.</summary>
    public bool RequiresItself()
    {
        var seen = new HashSet<Message>();
        var left = new Stack<Message>(Required);
        while (left.TryPop(out var next))
        {
            if (next == this)
                return true;
            if (!seen.Add(next))
                continue;
            foreach (var required in next.Required)
                left.Push(required);
        }

        return false;
    }

    /// <summary>Why the type refuses to be made without any field. Null: it does not.</summary>
    public abstract string? WhyNotEmpty();

    /// <summary>Makes a codec for a place of use.</summary>
    /// <param name="nullable">Whether it may be null there.</param>
    public abstract ValueCodec CreateCodec(bool nullable);

    /// <summary>Compiles the passes, once the members of all messages are known.</summary>
    public abstract void Compile(MessageConstructor constructor);
}
