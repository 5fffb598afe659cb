using System.Text;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>A mode's specification as data: what the kernel makes of every input in every situation.</summary>
/// <param name="Name">Key, and the beginning of the file's name.</param>
/// <param name="Title">Title of the generated page.</param>
/// <param name="Source">Class that holds the rows.</param>
/// <param name="About">What a reader of the page must know.</param>
/// <param name="Situations">Starting points.</param>
/// <param name="Inputs">What comes in.</param>
/// <param name="Meet">Which of them meet, beside the rule that only a call in flight is answered.</param>
/// <param name="Text">The rows: situation, input, reply, status, record, calls.</param>
internal sealed record TransitionTable(
    string Name,
    string Title,
    string Source,
    string About,
    IReadOnlyDictionary<string, Func<KernelHarness>> Situations,
    IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Inputs,
    Func<string, string, bool> Meet,
    string Text)
{
    /// <summary>The tables of all modes, by name.</summary>
    public static IReadOnlyDictionary<string, TransitionTable> All { get; } =
        new[] { SagaTable.Table, TccTable.Table, XaTable.Table, MessageTable.Table, WorkflowTable.Table }.ToDictionary(table => table.Name);

    /// <summary>The rows.</summary>
    public IReadOnlyList<Transition> Rows { get; } = [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Transition.Parse)];

    /// <summary>Every situation and input that the table must have a row for, in order.</summary>
    public IEnumerable<(string Situation, string Input)> Pairs =>
        from situation in Situations.Keys
        from input in Inputs.Keys
        where CommonInputs.IsAnswer(input) ? situation.EndsWith("in flight", StringComparison.Ordinal) : Meet(situation, input)
        select (situation, input);

    /// <summary>Plays one row on the kernel.</summary>
    public Transition Play(string situation, string input) => Transition.Play(Situations[situation], situation, Inputs[input], input);

    /// <summary>The page: an introduction, and a section for each situation.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("# ").Append(Title).Append("\n\nGenerated from the table in tests/Grains.Tests/Transitions/").Append(Source)
            .Append(".cs, which a test plays on the kernel row by row. To\nchange it, edit the table, then write this file anew:\n`ORLEANSSAGA_APPROVE=1 dotnet test --project tests/Grains.Tests`.\n\n")
            .Append(About);
        foreach (var group in Rows.GroupBy(row => row.Situation))
        {
            text.Append("\n## ").Append(group.Key).Append("\n\n| input | reply | status | record | calls |\n|---|---|---|---|---|\n");
            foreach (var row in group)
                text.Append("| ").AppendJoin(" | ", new[] { row.Input, row.Reply, row.Status, row.Appends, row.Calls }.Select(cell => cell.Length == 0 ? "-" : cell)).Append(" |\n");
        }

        return text.ToString();
    }
}
