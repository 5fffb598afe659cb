namespace OrleansSaga.Ownership;

/// <summary>A silo of the cluster, as a view knows it.</summary>
/// <param name="Name">Its name, unique in the cluster and kept over restarts.</param>
/// <param name="Incarnation">This life of it.</param>
/// <param name="Endpoint">Where other silos reach it: host:port.</param>
/// <param name="IsActive">Whether it owns buckets; false while it joins or leaves.</param>
public sealed record SiloMember(string Name, Guid Incarnation, string Endpoint, bool IsActive);
