using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Finds grains among types, and everything about them that could not work.</summary>
internal sealed class GrainCatalogBuilder
{
    private readonly List<string> _errors = [];
    private readonly Dictionary<Type, List<Type>> _implementations = [];

    /// <summary>Takes the grain classes among the types, whatever their visibility.</summary>
    /// <exception cref="InvalidOperationException">Something cannot work; the message lists all that was found.</exception>
    public static GrainCatalogBuilder Scan(IEnumerable<Type> types)
    {
        var builder = new GrainCatalogBuilder();
        foreach (var type in types.Distinct())
        {
            if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain)))
                builder.AddClass(type);
        }

        foreach (var grainInterface in builder._implementations.Keys)
            builder.Check(grainInterface);
        return builder._errors.Count == 0
            ? builder
            : throw new InvalidOperationException("Grains that cannot work: " + string.Join(" ", builder._errors));
    }

    /// <summary>Compiles what was found.</summary>
    public GrainCatalog Build(ILogger logger)
    {
        var wire = new WireCompiler();
        var classes = _implementations.Values.SelectMany(static types => types).Distinct()
            .ToDictionary(static type => type, static type => new GrainClass(type));
        var interfaces = _implementations.ToDictionary(
            static pair => pair.Key,
            pair => new GrainInterface(
                pair.Key,
                MethodsOf(pair.Key).ToFrozenDictionary(static method => method, method => Compile(method, wire, logger)),
                [.. pair.Value.Select(type => classes[type])]));
        return new GrainCatalog(interfaces);
    }

    private static IEnumerable<MethodInfo> MethodsOf(Type grainInterface) =>
        grainInterface.GetInterfaces().Append(grainInterface)
            .SelectMany(static type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic));

    private static GrainMethod Compile(MethodInfo method, WireCompiler wire, ILogger logger) =>
        method.ReturnType.IsGenericType
            ? (GrainMethod)Activator.CreateInstance(typeof(ResultGrainMethod<>).MakeGenericType(method.ReturnType.GenericTypeArguments), method, wire)!
            : new VoidGrainMethod(method, wire, logger);

    private static bool ReturnsTask(MethodInfo method)
    {
        var type = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType;
        return type == typeof(Task) || type == typeof(Task<>) || type == typeof(ValueTask) || type == typeof(ValueTask<>);
    }

    private void AddClass(Type type)
    {
        if (type.ContainsGenericParameters)
        {
            _errors.Add($"{type} is generic.");
            return;
        }

        var interfaces = type.GetInterfaces()
            .Where(static candidate => candidate.IsAssignableTo(typeof(IGrainWithStringKey)) && candidate != typeof(IGrainWithStringKey))
            .ToList();
        if (interfaces.Count == 0)
            _errors.Add($"{type} implements no interface derived from {nameof(IGrainWithStringKey)}.");
        foreach (var grainInterface in interfaces)
        {
            if (!_implementations.TryGetValue(grainInterface, out var types))
                _implementations.Add(grainInterface, types = []);
            types.Add(type);
        }
    }

    private void Check(Type grainInterface)
    {
        foreach (var method in MethodsOf(grainInterface).Where(method => method.DeclaringType == grainInterface))
        {
            var name = $"{grainInterface}.{method.Name}";
            if (!ReturnsTask(method))
                _errors.Add($"{name} returns {method.ReturnType}, not a Task or ValueTask.");
            if (method.IsGenericMethodDefinition)
                _errors.Add($"{name} is generic.");
            if (method.GetParameters().Any(static parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike))
                _errors.Add($"{name} has a parameter passed by reference.");
            if (method.IsDefined(typeof(OneWayAttribute)) && method.ReturnType.IsGenericType)
                _errors.Add($"{name} is one-way and cannot have a result.");
        }

        var clashes = MethodsOf(grainInterface).Where(method => method.DeclaringType == grainInterface)
            .GroupBy(GrainMethod.AliasOf).Where(static group => group.Count() > 1);
        foreach (var clash in clashes)
            _errors.Add($"{grainInterface} has {clash.Count()} methods named '{clash.Key}' on the wire: give them different aliases.");
    }
}
