using System.Text.Json;
using OrleansSaga.Benchmarks.Cli;

namespace OrleansSaga.Benchmarks.Laboratory;

/// <summary>Gives the server's process the garbage collector that the product runs with, which is not this program's own.</summary>
internal static class GcSettings
{
    private static readonly (string Key, string Variable)[] Known =
    [
        ("System.GC.Server", "DOTNET_gcServer"),
        ("System.GC.Concurrent", "DOTNET_gcConcurrent"),
        ("System.GC.DynamicAdaptationMode", "DOTNET_GCDynamicAdaptationMode"),
        ("System.Runtime.TieredPGO", "DOTNET_TieredPGO"),
    ];

    /// <param name="choice"><c>product</c>: as the product's runtimeconfig says; <c>server</c> or <c>workstation</c>.</param>
    public static Dictionary<string, string> For(string choice) => choice switch
    {
        "server" => new() { ["DOTNET_gcServer"] = "1" },
        "workstation" => new() { ["DOTNET_gcServer"] = "0" },
        "product" => Product(),
        _ => throw new UsageException($"--gc takes product, server or workstation, not '{choice}'."),
    };

    private static Dictionary<string, string> Product()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "OrleansSaga.Silo.runtimeconfig.json");
        if (!File.Exists(file))
            throw new BenchmarkException("The product's runtimeconfig is not beside this program; choose --gc server or --gc workstation.");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var variables = new Dictionary<string, string>();
        if (!document.RootElement.GetProperty("runtimeOptions").TryGetProperty("configProperties", out var properties))
            return variables;
        foreach (var (key, variable) in Known)
        {
            if (properties.TryGetProperty(key, out var value))
                variables[variable] = value.ValueKind switch
                {
                    JsonValueKind.True => "1",
                    JsonValueKind.False => "0",
                    _ => value.GetRawText(),
                };
        }
        return variables;
    }
}
