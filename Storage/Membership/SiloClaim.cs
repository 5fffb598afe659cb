namespace OrleansSaga.Storage.Membership;

/// <summary>What a silo says of itself in its row.</summary>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Endpoint">Where other silos reach it, host:port; empty without a cluster.</param>
/// <param name="HttpEndpoint">Where clients reach it; for people.</param>
/// <param name="Version">The build's version; for people.</param>
/// <param name="Link">Versions of the link's protocol that it speaks.</param>
/// <param name="Schema">From the oldest schema whose silos may run beside it to the one that it writes.</param>
/// <param name="FeatureLevel">The highest feature level of records that it reads.</param>
public sealed record SiloClaim(string Name, string Endpoint, string HttpEndpoint, string Version, VersionRange Link, VersionRange Schema, int FeatureLevel)
{
    /// <summary>The runtime of a silo that was built with our own.</summary>
    public const string EmbeddedRuntime = "embedded";

    /// <summary>The actor runtime that carries its grains, and what its silos must have in common; one database has one. Default <see cref="EmbeddedRuntime"/>.</summary>
    public string Runtime { get; init; } = EmbeddedRuntime;

    /// <summary>From the oldest schema whose silos may run beside this build to the one that it writes.</summary>
    public static VersionRange OwnSchema { get; } = new(Postgres.PostgresSchema.OldestReader, Postgres.PostgresSchema.Version);
}
