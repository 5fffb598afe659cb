using OrleansSaga.Silo.Application;
using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Cluster;

/// <summary>Rows as the API shows them.</summary>
internal static class SiloEntries
{
    /// <summary>The entry of a row.</summary>
    public static SiloEntry Of(SiloRow row, string own) => new()
    {
        Name = row.Name,
        State = row.State.ToString().ToLowerInvariant(),
        Version = row.Claim.Version,
        Endpoint = row.Claim.Endpoint.Length > 0 ? row.Claim.Endpoint : null,
        HttpEndpoint = row.Claim.HttpEndpoint.Length > 0 ? row.Claim.HttpEndpoint : null,
        FeatureLevel = row.Claim.FeatureLevel,
        StartedAt = row.StartedAt,
        LastBeatAt = row.SeenAt,
        IsThis = row.Name == own,
    };
}
