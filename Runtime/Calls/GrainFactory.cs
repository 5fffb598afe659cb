using System.Collections.Frozen;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>Makes grain references that call through a router.</summary>
internal sealed class GrainFactory(GrainCatalog catalog, ICallRouter router) : IGrainFactory
{
    private readonly FrozenDictionary<Type, GrainProxy> _prototypes = catalog.Interfaces.Values
        .ToFrozenDictionary(static known => known.Type, known => GrainProxy.CreatePrototype(known, router));

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        var grainClass = catalog.ClassOf(typeof(TGrainInterface), grainClassNamePrefix);
        var reference = _prototypes[typeof(TGrainInterface)].CloneFor(new GrainAddress(grainClass, primaryKey));
        return (TGrainInterface)(object)reference;
    }
}
