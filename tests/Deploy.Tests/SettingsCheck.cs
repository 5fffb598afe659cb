using Microsoft.Extensions.Configuration;
using OrleansSaga.Silo.Options;

namespace OrleansSaga.Deploy.Tests;

/// <summary>Whether a silo would start with an environment: every name is known, and the server's own check of the values finds nothing.</summary>
internal static class SettingsCheck
{
    private const string Prefix = "OrleansSaga__";

    /// <summary>What else a silo, .NET, or the file itself reads.</summary>
    private static readonly HashSet<string> Others = ["IS_DOCKER", "DOTNET_EnableDiagnostics", "ASPNETCORE_HTTP_PORTS", "POD_NAME", "POD_IP"];

    /// <summary>All faults; empty when the silo would start.</summary>
    public static IReadOnlyList<string> Faults(IReadOnlyDictionary<string, string> environment) =>
    [
        .. environment.Keys.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal) && !Others.Contains(name)).Select(name => $"{name}: nobody reads it"),
        // Keys of configuration may be in any case; here they are to be as the reference has them.
        .. environment.Keys.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !ConfigurationCheck.Keys().Keys.Contains(KeyOf(name), StringComparer.Ordinal)).Select(name => $"{name}: unknown key"),
        .. ConfigurationCheck.Faults(Configuration(environment)),
    ];

    /// <summary>The options as the silo reads them.</summary>
    public static T Get<T>(IReadOnlyDictionary<string, string> environment, string section)
        where T : new() => Configuration(environment).GetSection(section).Get<T>() ?? new();

    private static IConfiguration Configuration(IReadOnlyDictionary<string, string> environment) =>
        new ConfigurationBuilder().AddInMemoryCollection(environment.Select(entry => new KeyValuePair<string, string?>(KeyOf(entry.Key), entry.Value))).Build();

    private static string KeyOf(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
