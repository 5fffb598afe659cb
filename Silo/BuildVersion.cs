using System.Reflection;

namespace OrleansSaga.Silo;

/// <summary>Which build this is; for people.</summary>
internal static class BuildVersion
{
    /// <summary>The version, with the commit where the build knew it.</summary>
    public static string Current { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
