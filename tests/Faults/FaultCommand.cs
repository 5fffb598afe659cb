using System.Text.Json;

namespace OrleansSaga.Faults;

/// <summary>The fault driver as a command.</summary>
public static class FaultCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Runs the driver and prints the report; 0 only if nothing was violated.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="json">A file for the report, or null.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public static async Task<int> RunAsync(FaultRunOptions options, string? json, CancellationToken cancellationToken)
    {
        var report = await FaultRun.RunAsync(options, Console.Out, cancellationToken);
        Console.Write(report);
        if (json is not null)
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(report, Indented), CancellationToken.None);
        return report.Violations.Count == 0 ? 0 : 1;
    }
}
