namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>The transition table drives the kernel, and is what docs/reference/saga-transitions.md says.</summary>
public sealed class TransitionTests
{
    private const string RewriteVariable = "ORLEANSSAGA_TEST_APPROVE";

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in TransitionTable.Rows)
                rows.Add(row.Situation, row.Input);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Kernel_DoesWhatTheTableSays(string situation, string input) =>
        Assert.Equal(TransitionTable.Rows.Single(row => (row.Situation, row.Input) == (situation, input)), Transition.Play(situation, input));

    [Fact]
    public void Table_HasEverySituationAndInputThatCanMeet()
    {
        var all = Situation.All.Keys.SelectMany(_ => Situation.Inputs.Keys, (situation, input) => (situation, input)).Where(pair => Situation.Meet(pair.situation, pair.input));

        Assert.Equal(all, TransitionTable.Rows.Select(row => (row.Situation, row.Input)));
    }

    /// <summary>Run with ORLEANSSAGA_TEST_APPROVE=1 to rewrite the file from the table.</summary>
    [Fact]
    public async Task Document_IsGeneratedFromTheTable()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "reference", "saga-transitions.md");
        var expected = TransitionTable.Introduction + Transition.ToMarkdown(TransitionTable.Rows);
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansSaga.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No OrleansSaga.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
