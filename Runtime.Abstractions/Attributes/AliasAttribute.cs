namespace OrleansSaga.Runtime;

/// <summary>Gives a type or a method of a grain interface its name on the wire, so that the name in code may change.</summary>
/// <param name="alias">The name: of a type unique everywhere, of a method unique within its interface.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Method)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>The name on the wire.</summary>
    public string Alias { get; } = alias;
}
