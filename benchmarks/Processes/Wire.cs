using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Processes;

/// <summary>What the processes say to each other, and the report file: JSON.</summary>
internal static class Wire
{
    private static readonly JsonSerializerOptions Line = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Line);

    public static string WriteIndented<T>(T value) => JsonSerializer.Serialize(value, Indented);

    public static T Read<T>(string line) =>
        JsonSerializer.Deserialize<T>(line, Line) ?? throw new BenchmarkException("A process said nothing where something was expected.");
}
