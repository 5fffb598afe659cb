using System.Globalization;

namespace OrleansSaga.Silo;

/// <summary>The command line: our own words, and what is left for configuration.</summary>
/// <param name="Demo">Run the demo (<c>--demo</c>).</param>
/// <param name="Seconds">End the demo after so many seconds (<c>--seconds N</c>); null: on Ctrl-C.</param>
/// <param name="Help">Only say how the program is used (<c>--help</c>).</param>
/// <param name="Configuration">What is left.</param>
/// <param name="Fault">What is wrong with the words, or null.</param>
public sealed record CommandLine(bool Demo, int? Seconds, bool Help, string[] Configuration, string? Fault)
{
    /// <summary>How the program is used.</summary>
    public const string Usage =
        """
        Usage, each with keys of the configuration behind it, such as --OrleansSaga:Api:HttpPort=36789:
          (nothing)                              run the server
          --demo [--seconds N]                   run the server and a small bank, and show what happens
          silo can-stop | healthy | migrate      questions about a silo, for scripts and probes
          import-dtm --from <connection> ...     adopt what a DTM server has left unfinished
          --help                                 this text
        """;

    /// <summary>Takes our own words out of the arguments. What is neither one of them nor a key would be ignored by configuration: it is a fault.</summary>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var result = new CommandLine(args.Contains("--demo"), null, false, [], null);
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            switch (name)
            {
                case "--demo" when value is null:
                    break;
                case "--help" or "-h" or "-?" when value is null:
                    result = result with { Help = true };
                    break;
                case "--seconds" when result.Demo:
                    value ??= args.ElementAtOrDefault(++i) ?? "";
                    if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 86_400)
                        result = result with { Seconds = seconds };
                    else
                        result = result with { Fault = $"--seconds: '{value}' is not a whole number from 1 to 86400" };
                    break;
                default:
                    if (!IsConfiguration(name))
                        result = result with { Fault = $"{name}: unknown{Environment.NewLine}{Usage}" };
                    rest.Add(args[i]);
                    if (value is null && i + 1 < args.Count)
                        rest.Add(args[++i]);
                    break;
            }
        }

        return result with { Configuration = [.. rest] };
    }

    /// <summary>An argument's name, and its value when it stands behind a '='.</summary>
    internal static (string Name, string? Value) Split(string argument)
    {
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? (argument, null) : (argument[..end], argument[(end + 1)..]);
    }

    /// <summary>Whether an argument is a key of the configuration. A misspelt word must not pass for one: "--aply" would look and not write, "migrate" would serve.</summary>
    internal static bool IsConfiguration(string name) =>
        (name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal))
        || name is "--contentRoot" or "--environment" or "--applicationName";
}
