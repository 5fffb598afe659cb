using System.Collections.Frozen;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A grain interface, its methods (inherited ones too) and the classes that implement it.</summary>
internal sealed record GrainInterface(
    Type Type,
    FrozenDictionary<MethodInfo, GrainMethod> Methods,
    IReadOnlyList<GrainClass> Classes);
