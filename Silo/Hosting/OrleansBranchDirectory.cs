using System.Collections.Concurrent;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using OrleansSaga.Grains.Branches;

namespace OrleansSaga.Silo.Hosting;

/// <summary>
/// The directory of branch grains: each silo has its own, in memory. They live beside their transaction, for one call; entering and leaving
/// the distributed directory was an eighth of all that a saga costs. A transaction that has moved to another silo may call a branch there
/// while the call from here still runs: the participants' barrier is for that, in every runtime.
/// </summary>
internal sealed class OrleansBranchDirectory : IGrainDirectory, IGrainPropertiesProvider
{
    /// <summary>Name under which branch grains ask for it.</summary>
    public const string Name = "here";

    private readonly ConcurrentDictionary<GrainId, GrainAddress> _here = new();

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (grainClass == typeof(BranchGrain))
            properties[WellKnownGrainTypeProperties.GrainDirectory] = Name;
    }

    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(_here.GetOrAdd(address.GrainId, address));

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress)
    {
        if (previousAddress is not null)
            Remove(previousAddress);
        return Register(address);
    }

    // Nothing here takes time, so that there is nothing to cancel.
    public Task<GrainAddress?> Register(GrainAddress address, CancellationToken cancellationToken) => Register(address);

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress, CancellationToken cancellationToken) => Register(address, previousAddress);

    public Task Unregister(GrainAddress address)
    {
        Remove(address);
        return Task.CompletedTask;
    }

    public Task Unregister(GrainAddress address, CancellationToken cancellationToken) => Unregister(address);

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult(_here.GetValueOrDefault(grainId));

    public Task<GrainAddress?> Lookup(GrainId grainId, CancellationToken cancellationToken) => Lookup(grainId);

    /// <summary>Only grains of this silo are here.</summary>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;

    private void Remove(GrainAddress address)
    {
        // Its own entry only: another activation may have come in between.
        if (_here.TryGetValue(address.GrainId, out var entered) && entered.ActivationId == address.ActivationId)
            _here.TryRemove(KeyValuePair.Create(address.GrainId, entered));
    }
}
