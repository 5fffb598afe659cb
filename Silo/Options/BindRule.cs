using System.Net;

namespace OrleansSaga.Silo.Options;

/// <summary>Listening beyond this machine has to be wanted.</summary>
internal static class BindRule
{
    /// <summary>What is wrong with listening there; null when nothing is.</summary>
    public static string? Fault(string key, IPAddress address, SecurityOptions security) =>
        IPAddress.IsLoopback(address) || security.AllowInsecurePublicBind == SecurityOptions.Understood ? null
            : $"{key}: {address} is not loopback, and there is no authentication yet; set {SecurityOptions.Section}:AllowInsecurePublicBind={SecurityOptions.Understood} if only trusted machines can reach it";
}
