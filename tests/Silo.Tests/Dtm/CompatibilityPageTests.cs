using System.Text.RegularExpressions;

namespace OrleansSaga.Silo.Tests.Dtm;

/// <summary>docs/protocol/dtm-compatibility.md promises no test that is not there.</summary>
public sealed partial class CompatibilityPageTests
{
    private const string NotApplicable = "not applicable: ";

    [Fact]
    public void Scenarios_AreShownByTestsThatExistOrSayWhyThereIsNone()
    {
        var sources = Repository.Files("tests", "*.cs").Select(File.ReadAllText).ToList();
        var faults = new List<string>();
        foreach (var (scenario, shown) in CompatibilityPage.Scenarios)
        {
            var tests = TestName().Matches(shown);
            if (tests.Count == 0 && !(shown.StartsWith(NotApplicable, StringComparison.Ordinal) && shown.Length > NotApplicable.Length))
                faults.Add($"{scenario}: neither a test nor a reason");
            faults.AddRange(tests.Where(test => !Exists(sources, test.Groups[1].Value, test.Groups[2].Value)).Select(test => $"{scenario}: there is no {test.Value}"));
        }

        Assert.Empty(faults);
        Assert.True(CompatibilityPage.Scenarios.Count >= 80, $"only {CompatibilityPage.Scenarios.Count} scenarios were found");
    }

    [Fact]
    public void Scenarios_AreListedOnce() =>
        Assert.Empty(CompatibilityPage.Scenarios.GroupBy(row => (row.Scenario, row.Shown)).Where(same => same.Count() > 1).Select(same => same.Key));

    private static bool Exists(List<string> sources, string type, string method) =>
        sources.Any(text => text.Contains($"class {type}", StringComparison.Ordinal) && (text.Contains($" {method}(", StringComparison.Ordinal)));

    [GeneratedRegex(@"`(\w+)\.(\w+)`")]
    private static partial Regex TestName();
}
