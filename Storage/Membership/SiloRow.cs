namespace OrleansSaga.Storage.Membership;

/// <summary>A row of saga_silos.</summary>
/// <param name="Claim">What the silo says of itself.</param>
/// <param name="Incarnation">This life of it.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Beat">Counts its heartbeats; all that matters is whether it changes.</param>
/// <param name="StartedAt">When it joined, by the database's clock; for people.</param>
/// <param name="SeenAt">Its last beat, by the database's clock; for people.</param>
public sealed record SiloRow(SiloClaim Claim, Guid Incarnation, SiloState State, long Beat, DateTimeOffset StartedAt, DateTimeOffset SeenAt)
{
    /// <summary>Its name.</summary>
    public string Name => Claim.Name;

    /// <summary>For messages: name, version and addresses.</summary>
    public string Description => $"'{Name}' (version {Claim.Version}, {(Claim.Endpoint.Length > 0 ? $"links at {Claim.Endpoint}" : "no links")}, HTTP at {(Claim.HttpEndpoint.Length > 0 ? Claim.HttpEndpoint : "no address yet")})";
}
