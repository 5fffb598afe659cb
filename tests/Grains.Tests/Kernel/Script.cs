using System.Globalization;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>
/// Plays short scripts on a harness. Words: <c>1a+</c> branch 1's action succeeds; <c>2c-</c> branch 2's compensation fails;
/// <c>1f+</c> and <c>1b+</c> are the mode's forward and backward op (confirm and cancel, commit and rollback), <c>q+</c> the check-back
/// or callback; <c>~</c> is ongoing, <c>!</c> error, <c>%</c> deferred; <c>@12</c> lets 12 seconds pass; <c>&gt;</c> lets time pass until
/// the timer fires; <c>x</c> crashes and wakes; <c>register</c> adds the next branch; <c>submit</c>, <c>abort</c>, <c>retry</c>,
/// <c>unpark</c>, <c>stop</c> are inputs.
/// </summary>
internal static class Script
{
    public static KernelHarness Play(this KernelHarness harness, string script)
    {
        foreach (var word in script.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Play(harness, word, script);
        return harness;
    }

    private static void Play(KernelHarness harness, string word, string script)
    {
        switch (word)
        {
            case ">": harness.AdvanceToTimer(); return;
            case "x": harness.CrashAndWake(); return;
            case "submit": harness.Submit(); return;
            case "retry": harness.Retry(); return;
            case "unpark": harness.Retry(unpark: true); return;
            case "stop": harness.ForceStop(); return;
            case "abort": harness.Abort(); return;
            case "register": harness.Register(); return;
        }

        if (word[0] == '@')
        {
            harness.Advance(double.Parse(word[1..], CultureInfo.InvariantCulture));
            return;
        }

        if (word.Length == 2 && word[0] == 'q')
        {
            harness.Report(-1, Outcome(word[1]), $"said {word[1]}");
            return;
        }

        var mode = harness.State!.Definition.Mode;
        var op = word[^2] switch
        {
            'f' => BranchOps.Forward(mode),
            'b' => BranchOps.Backward(mode),
            'a' => BranchOp.Action,
            'c' => BranchOp.Compensate,
            _ => throw new ArgumentException($"'{word}' in '{script}' is no word of the script.", nameof(script)),
        };
        harness.Report(int.Parse(word[..^2], CultureInfo.InvariantCulture) - 1, op, Outcome(word[^1]), $"said {word[^1]}");
    }

    private static BranchOutcome Outcome(char sign) => sign switch
    {
        '+' => BranchOutcome.Success,
        '-' => BranchOutcome.Failure,
        '~' => BranchOutcome.Ongoing,
        '!' => BranchOutcome.Error,
        '%' => BranchOutcome.Deferred,
        _ => throw new ArgumentOutOfRangeException(nameof(sign), sign, "No such outcome."),
    };
}
