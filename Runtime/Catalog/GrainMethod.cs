using System.Buffers;
using System.Reflection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A method of a grain interface: how it is named, how it may run, and how to call it without reflection.</summary>
internal abstract class GrainMethod(MethodInfo method, WireCompiler wire)
{
    // Compiled when first used: a silo that is alone pays nothing, and its grains may take what cannot cross.
    private readonly Lazy<IWireCodec<object?[]>> _arguments = new(() => wire.Arguments(method));

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

    /// <summary>Writes the arguments of a call for a link.</summary>
    /// <exception cref="WireContractException">Their types cannot cross.</exception>
    /// <exception cref="InvalidOperationException">These arguments cannot: one is null where that is not allowed, or nested too deep.</exception>
    public void WriteArguments(IBufferWriter<byte> output, object?[] arguments) => _arguments.Value.Write(output, arguments);

    /// <summary>Reads the arguments of a call that came over a link.</summary>
    /// <exception cref="WireFormatException">The bytes are no such arguments.</exception>
    /// <exception cref="WireContractException">Their types cannot cross.</exception>
    public object?[] ReadArguments(ReadOnlySpan<byte> input) => _arguments.Value.Read(input);

    /// <summary>Compiles what links need of the method.</summary>
    /// <returns>Why it cannot be called over links; empty if it can.</returns>
    public virtual IEnumerable<string> PrepareForLinks() => Prepare(_arguments);

    public override string ToString() => $"{InterfaceAlias}.{Alias}";

    protected static IReadOnlyList<string> Prepare<T>(Lazy<IWireCodec<T>> codec)
    {
        try
        {
            _ = codec.Value;
            return [];
        }
        catch (WireContractException exception)
        {
            return exception.Faults;
        }
    }
}
