namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>The transition table drives the kernel, and is what docs/reference/saga-transitions.md says.</summary>
public sealed class TransitionTests
{
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

    /// <summary>Run with ORLEANSSAGA_APPROVE=1 to rewrite the file from the table.</summary>
    [Fact]
    public void Document_IsGeneratedFromTheTable()
    {
        var expected = TransitionTable.Introduction + Transition.ToMarkdown(TransitionTable.Rows);

        Assert.Equal(expected, GeneratedDocument.Read("docs/reference/saga-transitions.md", expected));
    }
}
