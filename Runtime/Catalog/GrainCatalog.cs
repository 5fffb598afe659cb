using System.Collections.Frozen;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The grain interfaces and classes that this silo knows.</summary>
internal sealed class GrainCatalog(IReadOnlyDictionary<Type, GrainInterface> interfaces)
{
    private readonly Lazy<LinkedMethods> _linked = new(() => new LinkedMethods(interfaces.Values));

    public FrozenDictionary<Type, GrainInterface> Interfaces { get; } = interfaces.ToFrozenDictionary();

    /// <summary>What can be called over links, by the names on the wire.</summary>
    public LinkedMethods Linked => _linked.Value;

    /// <summary>Finds the class that implements an interface.</summary>
    /// <exception cref="ArgumentException">None does, or several do and the prefix does not single one out.</exception>
    public GrainClass ClassOf(Type grainInterface, string? classNamePrefix)
    {
        if (!Interfaces.TryGetValue(grainInterface, out var known))
            throw new ArgumentException($"No registered grain class implements {grainInterface}.");
        if (classNamePrefix is null && known.Classes.Count == 1)
            return known.Classes[0];
        var fitting = known.Classes
            .Where(candidate => classNamePrefix is null || candidate.Type.FullName!.StartsWith(classNamePrefix, StringComparison.Ordinal))
            .ToList();
        return fitting.Count == 1
            ? fitting[0]
            : throw new ArgumentException(
                $"{fitting.Count} grain classes implement {grainInterface} with the class name prefix '{classNamePrefix}': {string.Join(", ", fitting.Select(static fit => fit.Type.FullName))}.");
    }

    /// <summary>Compiles all that links need; without it that is done when first used.</summary>
    /// <exception cref="WireContractException">Grains that cannot be called over links; the message lists all that was found.</exception>
    public void PrepareForLinks()
    {
        var faults = Linked.Faults.Concat(Linked.All.SelectMany(static linked => linked.Method.PrepareForLinks())).ToList();
        if (faults.Count > 0)
            throw new WireContractException(faults);
    }
}
