using Microsoft.Extensions.DependencyInjection;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>A class whose instances are activations.</summary>
internal sealed class GrainClass(Type type)
{
    private readonly ObjectFactory _create = ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);

    public Type Type => type;

    public string Name { get; } = type.Name;

    /// <summary>Whether its activations belong to the silo of whoever calls them.</summary>
    public bool IsPlacedLocally { get; } = type.IsDefined(typeof(PreferLocalPlacementAttribute), inherit: false);

    public int Hash { get; } = type.GetHashCode();

    public Grain Create(IServiceProvider services) => (Grain)_create(services, null);
}
