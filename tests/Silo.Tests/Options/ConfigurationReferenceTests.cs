using OrleansSaga.Silo.Options;

namespace OrleansSaga.Silo.Tests.Options;

/// <summary>The written list of keys is the code's. Run with ORLEANSSAGA_APPROVE=1 to write it anew.</summary>
public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Document_IsGeneratedFromTheOptions()
    {
        var expected = ConfigurationReference.Write();

        Assert.Equal(expected, GeneratedDocument.Read("docs/reference/configuration.md", expected));
    }

    /// <summary>README shows the keys that most people need; none of them may be misspelt or gone, nor may a default be another.</summary>
    [Fact]
    public async Task Readme_NamesOnlyKeysThatExist_WithTheirDefaults()
    {
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken))
            .Where(line => line.StartsWith("| `OrleansSaga:", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);
        var reference = ConfigurationReference.Write().Split('\n');

        Assert.True(rows.Count >= 10);
        Assert.All(rows, row =>
        {
            Assert.Contains(row.Key, ConfigurationCheck.Keys().Keys);
            Assert.Contains(reference, line => line.StartsWith($"| `{row.Key.Split(':')[^1]}` | {row.Value} |", StringComparison.Ordinal) || (row.Value.StartsWith('(') && line.StartsWith($"| `{row.Key.Split(':')[^1]}` |  |", StringComparison.Ordinal)));
        });
    }
}
