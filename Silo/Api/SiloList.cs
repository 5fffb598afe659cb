using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>The silos over one database.</summary>
public sealed record SiloList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<SiloEntry> Silos { get; init; }
}
