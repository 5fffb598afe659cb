namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>The tables of docs/protocol/dtm-compatibility.md that tests read.</summary>
internal static class CompatibilityPage
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "protocol", "dtm-compatibility.md"));

    /// <summary>Names of the recorded exchanges that are meant to end differently here, sorted.</summary>
    public static IReadOnlyList<string> DifferentExchanges { get; } =
        [.. Rows("## Recorded exchanges that differ").Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal)];

    /// <summary>DTM's own test scenarios: name, and what stands behind it.</summary>
    public static IReadOnlyList<(string Scenario, string Shown)> Scenarios { get; } =
        [.. Rows("## DTM's own test scenarios").Select(row => (row[0], row[1]))];

    /// <summary>The cells of every table row under a heading, up to the next heading of its level; head and rule of each table left out.</summary>
    private static IEnumerable<string[]> Rows(string heading)
    {
        var section = Lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        for (var i = 2; i < section.Count; i++)
        {
            var isHead = i + 1 < section.Count && IsRule(section[i + 1]);
            if (section[i].StartsWith('|') && !IsRule(section[i]) && !isHead)
                yield return [.. section[i].Trim('|').Split('|').Select(cell => cell.Trim())];
        }
    }

    private static bool IsRule(string line) => line.StartsWith("|---", StringComparison.Ordinal);
}
