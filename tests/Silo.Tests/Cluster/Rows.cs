using OrleansSaga.Storage.Membership;

namespace OrleansSaga.Silo.Tests.Cluster;

/// <summary>Claims and rows with defaults.</summary>
internal static class Rows
{
    public const string Secret = "a secret that has thirty-two bytes";

    public static SiloClaim Claim(string name, int level = 2) => new(name, $"{name}:1", $"http://{name}", "1.0", new VersionRange(1, 1), new VersionRange(1, 4), level);

    public static SiloRow Of(string name, Guid incarnation, long beat = 1, SiloState state = SiloState.Active) =>
        new(Claim(name), incarnation, state, beat, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
