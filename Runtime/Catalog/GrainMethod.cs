using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method of a grain interface: how it is named, how it may run, and how to call it without reflection.</summary>
internal abstract class GrainMethod(MethodInfo method)
{
    /// <summary>The interface's name on the wire.</summary>
    public string InterfaceAlias { get; } = method.DeclaringType!.GetCustomAttribute<AliasAttribute>()?.Alias ?? method.DeclaringType!.FullName!;

    /// <summary>The method's name on the wire, unique within the interface.</summary>
    public string Alias { get; } = AliasOf(method);

    public bool AlwaysInterleave { get; } = method.IsDefined(typeof(AlwaysInterleaveAttribute));

    public bool OneWay { get; } = method.IsDefined(typeof(OneWayAttribute));

    public static string AliasOf(MethodInfo method) => method.GetCustomAttribute<AliasAttribute>()?.Alias ?? method.Name;

    /// <summary>Calls the method on a grain, through a router.</summary>
    /// <returns>What the interface method returns: a task or a value task.</returns>
    public abstract object Call(ICallRouter router, GrainAddress target, object?[] arguments);

    /// <summary>Makes a request that nobody has routed yet: the way in for a call from another silo.</summary>
    public abstract Request CreateRequest(object?[] arguments);

    public override string ToString() => $"{InterfaceAlias}.{Alias}";
}
