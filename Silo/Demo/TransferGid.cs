using System.Globalization;

namespace OrleansSaga.Silo.Demo;

/// <summary>
/// The demo's gids, such as <c>demo-mc5k2x9a-7-poor</c>: the run, the number of the transfer, the scenario. A later run knows
/// from the gid alone what an unfinished transfer was meant to become.
/// </summary>
internal static class TransferGid
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Prefix = "demo-";

    /// <summary>A name for a run that begins now: short, and another one a millisecond later.</summary>
    public static string NewRun(DateTimeOffset now)
    {
        var left = now.ToUnixTimeMilliseconds();
        var text = new Stack<char>();
        for (; left > 0; left /= Digits.Length)
            text.Push(Digits[(int)(left % Digits.Length)]);
        return string.Concat(text);
    }

    public static string Of(string run, int number, DemoScenario scenario) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{run}-{number}-{scenario.Key}");

    public static bool IsOfRun(string gid, string run) => gid.StartsWith($"{Prefix}{run}-", StringComparison.Ordinal);

    /// <summary>The scenario of a gid; null when the gid is not the demo's.</summary>
    public static DemoScenario? Scenario(string gid, IReadOnlyList<DemoScenario> scenarios)
    {
        if (!gid.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var key = gid[(gid.LastIndexOf('-') + 1)..];
        return scenarios.FirstOrDefault(scenario => scenario.Key == key);
    }
}
