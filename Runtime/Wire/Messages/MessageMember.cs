using System.Linq.Expressions;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A member of a message: a property, a parameter of a method, or its result.</summary>
/// <param name="Id">The field number.</param>
/// <param name="Name">Its name in code, for people.</param>
/// <param name="Type">Its type.</param>
/// <param name="Codec">The <see cref="ValueCodec{T}"/> of that type.</param>
/// <param name="Get">Takes it out of the whole.</param>
internal sealed record MessageMember(uint Id, string Name, Type Type, ValueCodec Codec, Func<Expression, Expression> Get)
{
    /// <summary>The member in the words of the contract.</summary>
    public override string ToString() => $"{Id} {Name}: {Codec}";
}
