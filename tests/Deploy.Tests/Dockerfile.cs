using System.Text.Json;

namespace OrleansSaga.Deploy.Tests;

/// <summary>The instructions of the repository's Dockerfile, continued lines joined.</summary>
internal static class Dockerfile
{
    public static IReadOnlyList<(string Name, string Words)> Instructions { get; } =
    [
        .. File.ReadAllText(Yaml.PathOf("Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#')).Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1])),
    ];

    /// <summary>The program that the container runs, with its first arguments.</summary>
    public static string[] Entrypoint => JsonSerializer.Deserialize<string[]>(Last("ENTRYPOINT"))!;

    /// <summary>What the last stage says under a name; the last one counts.</summary>
    public static string Last(string name) => Instructions.Last(instruction => instruction.Name == name).Words;

    public static IEnumerable<string> Rests(string name) => Instructions.Where(instruction => instruction.Name == name).Select(instruction => instruction.Words);

    /// <summary>What <c>ENV</c> sets.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = Rests("ENV").SelectMany(line => line.Split(' ')).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
