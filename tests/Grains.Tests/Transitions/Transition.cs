using System.Text;
using System.Text.RegularExpressions;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>One row: what an input makes of a situation.</summary>
/// <param name="Situation">Key of <see cref="Transitions.Situation.All"/>.</param>
/// <param name="Input">Key of <see cref="Transitions.Situation.Inputs"/>.</param>
/// <param name="Reply">ok, or the code of the refusal; empty for inputs that nobody waits for.</param>
/// <param name="Status">Status afterwards.</param>
/// <param name="Appends">Events of the record, or empty.</param>
/// <param name="Calls">Calls that start, or empty.</param>
public sealed partial record Transition(string Situation, string Input, string Reply, string Status, string Appends, string Calls)
{
    /// <summary>Plays a row on the kernel.</summary>
    public static Transition Play(string situation, string input)
    {
        var saga = Transitions.Situation.All[situation]();
        saga.NewCalls();

        var decision = Transitions.Situation.Inputs[input](saga);

        var reply = decision.Refusal?.Code.ToString() ?? (IsRequest(input) ? "Ok" : "");
        var events = string.Join(", ", decision.Events.Select(e => Words().Replace(e.GetType().Name, " $1").Trim().ToLowerInvariant()));
        return new(situation, input, reply, saga.Status is { } status ? WireNames.Of(status) : "", events, saga.NewCalls());
    }

    /// <summary>The table as Markdown, a section for each situation.</summary>
    public static string ToMarkdown(IEnumerable<Transition> rows)
    {
        var text = new StringBuilder();
        foreach (var group in rows.GroupBy(row => row.Situation))
        {
            text.Append("\n## ").Append(group.Key).Append("\n\n| input | reply | status | record | calls |\n|---|---|---|---|---|\n");
            foreach (var row in group)
                text.Append("| ").AppendJoin(" | ", new[] { row.Input, row.Reply, row.Status, row.Appends, row.Calls }.Select(cell => cell.Length == 0 ? "-" : cell)).Append(" |\n");
        }

        return text.ToString();
    }

    private static bool IsRequest(string input) => input is "prepare" or "submit" or "abort" or "forceStop" or "retry" or "retry with unpark";

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
