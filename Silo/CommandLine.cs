using System.Globalization;

namespace OrleansSaga.Silo;

/// <summary>The command line: our own words, and what is left for configuration.</summary>
/// <param name="Demo">Run the demo (<c>--demo</c>).</param>
/// <param name="Seconds">End the demo after so many seconds (<c>--seconds N</c>); null: on Ctrl-C.</param>
/// <param name="Configuration">What is left.</param>
/// <param name="Fault">What is wrong with our own words, or null.</param>
public sealed record CommandLine(bool Demo, int? Seconds, string[] Configuration, string? Fault)
{
    /// <summary>Takes our own words out of the arguments.</summary>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var demo = args.Contains("--demo");
        var rest = new List<string>();
        int? seconds = null;
        string? fault = null;
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--demo")
                continue;
            if (!demo || (args[i] != "--seconds" && !args[i].StartsWith("--seconds=", StringComparison.Ordinal)))
            {
                rest.Add(args[i]);
                continue;
            }

            var value = args[i] == "--seconds" ? args.ElementAtOrDefault(++i) ?? "" : args[i]["--seconds=".Length..];
            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 86_400)
                seconds = number;
            else
                fault = $"--seconds: '{value}' is not a whole number from 1 to 86400";
        }

        return new CommandLine(demo, seconds, [.. rest], fault);
    }
}
