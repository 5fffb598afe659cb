namespace OrleansSaga.Runtime;

/// <summary>Gives a member of a <see cref="GenerateSerializerAttribute"/> type its number on the wire: never reuse one.</summary>
/// <param name="id">The number, unique within the type.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>The number, unique within the type.</summary>
    public uint Id { get; } = id;
}
