using System.Globalization;

namespace OrleansSaga.Silo.Import;

/// <summary>The command line of <c>import-dtm</c>.</summary>
/// <param name="From">Connection string of DTM's database (<c>--from</c>).</param>
/// <param name="Schema">Schema of DTM's tables (<c>--schema</c>); DTM's default is <c>public</c>.</param>
/// <param name="Apply">Write what can be adopted (<c>--apply</c>); without it nothing is written anywhere.</param>
/// <param name="Json">Report as lines of JSON (<c>--json</c>).</param>
/// <param name="Settle">Pause between the two looks (<c>--settle</c>).</param>
/// <param name="Configuration">What is left: keys of the server's configuration.</param>
internal sealed record ImportArguments(string From, string Schema, bool Apply, bool Json, TimeSpan Settle, string[] Configuration)
{
    /// <summary>The word that asks for this command.</summary>
    public const string Word = "import-dtm";

    /// <summary>
    /// Seconds between the looks. A DTM that works on a transaction has moved its next_cron_time by RetryInterval (10) and does so again
    /// after that; an idle one looks for due rows every TransCronInterval (3); a pass saves what came of its calls within their timeout.
    /// </summary>
    public const int DefaultSettleSeconds = 15;

    private const int MostSettleSeconds = 3600;

    /// <summary>How the command is used.</summary>
    public static string Usage =>
        $"""
        Usage: import-dtm --from <connection> [--schema public] [--settle {DefaultSettleSeconds}] [--json] [--apply] [--OrleansSaga:Storage:...]
          --from     Npgsql connection string of DTM's PostgreSQL database, such as "Host=db;Username=dtm;Database=dtm"; a password may come from PGPASSWORD
          --schema   schema of DTM's tables (Store.Schema)
          --settle   seconds between two looks that must find the same, 1 to {MostSettleSeconds}; longer than DTM's RetryInterval + TransCronInterval
          --json     report as lines of JSON
          --apply    adopt unfinished transactions and topics; without it they are only counted
        Exit code: 0 done, 1 error or not everything could be adopted, 2 usage, 3 a DTM still moves rows
        """;

    /// <summary>Reads the arguments, or says what is wrong with them.</summary>
    public static (ImportArguments? Arguments, string? Fault) Parse(IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var result = new ImportArguments("", "public", false, false, TimeSpan.FromSeconds(DefaultSettleSeconds), []);
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = CommandLine.Split(args[i]);
            switch (name)
            {
                case Word:
                    break;
                case "--apply" when value is null:
                    result = result with { Apply = true };
                    break;
                case "--json" when value is null:
                    result = result with { Json = true };
                    break;
                case "--from" or "--schema" or "--settle":
                    value ??= args.ElementAtOrDefault(++i);
                    if (string.IsNullOrWhiteSpace(value))
                        return (null, $"{name}: the value is missing");
                    if (Take(ref result, name, value) is { } fault)
                        return (null, fault);
                    break;
                default:
                    if (!CommandLine.IsConfiguration(name))
                        return (null, $"{name}: unknown");
                    rest.Add(args[i]);
                    if (value is null && i + 1 < args.Count)
                        rest.Add(args[++i]);
                    break;
            }
        }

        return result.From.Length == 0 ? (null, "--from: missing") : (result with { Configuration = [.. rest] }, null);
    }

    private static string? Take(ref ImportArguments arguments, string name, string value)
    {
        switch (name)
        {
            case "--from":
                arguments = arguments with { From = value };
                return null;
            case "--schema":
                arguments = arguments with { Schema = value };
                return value.Length <= 63 ? null : "--schema: longer than 63 characters";
            default:
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MostSettleSeconds)
                    return $"--settle: not a whole number from 1 to {MostSettleSeconds}";
                arguments = arguments with { Settle = TimeSpan.FromSeconds(seconds) };
                return null;
        }
    }
}
