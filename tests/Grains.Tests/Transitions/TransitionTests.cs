namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>The transition tables drive the kernels, and are what docs/reference/*-transitions.md say.</summary>
public sealed class TransitionTests
{
    public static TheoryData<string> Tables => [.. TransitionTable.All.Keys];

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var table in TransitionTable.All.Values)
            {
                foreach (var row in table.Rows)
                    rows.Add(table.Name, row.Situation, row.Input);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Kernel_DoesWhatTheTableSays(string name, string situation, string input)
    {
        var table = TransitionTable.All[name];

        Assert.Equal(table.Rows.Single(row => (row.Situation, row.Input) == (situation, input)), table.Play(situation, input));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_HasEverySituationAndInputThatCanMeet(string name)
    {
        var table = TransitionTable.All[name];

        Assert.Equal(table.Pairs, table.Rows.Select(row => (row.Situation, row.Input)));
    }

    /// <summary>Run with ORLEANSSAGA_APPROVE=1 to rewrite the file from the table.</summary>
    [Theory]
    [MemberData(nameof(Tables))]
    public void Document_IsGeneratedFromTheTable(string name)
    {
        var expected = TransitionTable.All[name].ToMarkdown();

        Assert.Equal(expected, GeneratedDocument.Read($"docs/reference/{name}-transitions.md", expected));
    }
}
