using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A grain reference: turns calls of a grain interface into requests to one grain.</summary>
[SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "DispatchProxy derives the references from it.")]
internal class GrainProxy : DispatchProxy, IHasPrimaryKey
{
    private ICallRouter? _router;
    private GrainInterface? _interface;
    private GrainAddress _target;

    public string PrimaryKey => _target.Key;

    /// <summary>Makes the pattern from which references are cloned: far cheaper than a new proxy for each.</summary>
    public static GrainProxy CreatePrototype(GrainInterface grainInterface, ICallRouter router)
    {
        var prototype = (GrainProxy)Create(grainInterface.Type, typeof(GrainProxy));
        prototype._router = router;
        prototype._interface = grainInterface;
        return prototype;
    }

    public GrainProxy CloneFor(GrainAddress target)
    {
        var clone = (GrainProxy)MemberwiseClone();
        clone._target = target;
        return clone;
    }

    public override bool Equals(object? obj) =>
        obj is GrainProxy other && _interface == other._interface && _target.Equals(other._target);

    public override int GetHashCode() => _target.GetHashCode();

    public override string ToString() => $"{_interface?.Type.Name} {_target}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _interface!.Methods[targetMethod!].Call(_router!, _target, args ?? []);
}
