using System.Text.RegularExpressions;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>One row: what an input makes of a situation.</summary>
/// <param name="Situation">Key of <see cref="TransitionTable.Situations"/>.</param>
/// <param name="Input">Key of <see cref="TransitionTable.Inputs"/>.</param>
/// <param name="Reply">ok, or the code of the refusal; empty for inputs that nobody waits for.</param>
/// <param name="Status">Status afterwards.</param>
/// <param name="Appends">Events of the record, <c>held</c> for a success that rides in a later one, or empty.</param>
/// <param name="Calls">Calls that start, or empty.</param>
public sealed partial record Transition(string Situation, string Input, string Reply, string Status, string Appends, string Calls)
{
    /// <summary>Reads a row of six cells.</summary>
    public static Transition Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        return new(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
    }

    /// <summary>The row as it stands in a table.</summary>
    public override string ToString() => $"{Situation} | {Input} | {Reply} | {Status} | {Appends} | {Calls}".TrimEnd();

    internal static Transition Play(Func<KernelHarness> begin, string situation, Func<KernelHarness, Decision> act, string input)
    {
        var transaction = begin();
        transaction.NewCalls();
        var held = transaction.Drive.Held.Length;

        var decision = act(transaction);

        var reply = decision.Refusal?.Code.ToString() ?? (IsRequest(input) ? "Ok" : "");
        var events = decision.Events.IsEmpty && transaction.Drive.Held.Length > held
            ? "held"
            : string.Join(", ", decision.Events.Select(e => Words().Replace(e.GetType().Name, " $1").Trim().ToLowerInvariant()));
        return new(situation, input, reply, transaction.Status is { } status ? WireNames.Of(status) : "", events, transaction.NewCalls());
    }

    private static bool IsRequest(string input) =>
        !CommonInputs.IsAnswer(input) && input != "its time comes" && !input.StartsWith("late ", StringComparison.Ordinal);

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
