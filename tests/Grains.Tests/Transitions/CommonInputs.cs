using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>Inputs that every mode's table has.</summary>
internal static class CommonInputs
{
    /// <summary>Operators, time, and the answers to the one call in flight.</summary>
    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> All { get; } = new Dictionary<string, Func<KernelHarness, Decision>>
    {
        ["forceStop"] = transaction => transaction.ForceStop(),
        ["retry"] = transaction => transaction.Retry(),
        ["retry with unpark"] = transaction => transaction.Retry(unpark: true),
        ["its time comes"] = ItsTimeComes,
        ["SUCCESS"] = transaction => Answer(transaction, BranchOutcome.Success),
        ["FAILURE"] = transaction => Answer(transaction, BranchOutcome.Failure),
        ["ONGOING"] = transaction => Answer(transaction, BranchOutcome.Ongoing),
        ["ERROR"] = transaction => Answer(transaction, BranchOutcome.Error),
        ["deferred"] = transaction => Answer(transaction, BranchOutcome.Deferred),
    };

    /// <summary>Answers to the first call of an op by an activation that is gone.</summary>
    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Late(string name, int step, BranchOp op) => new Dictionary<string, Func<KernelHarness, Decision>>
    {
        [$"late SUCCESS of {name}"] = transaction => Report(transaction, step, op, BranchOutcome.Success),
        [$"late FAILURE of {name}"] = transaction => Report(transaction, step, op, BranchOutcome.Failure),
        [$"late ONGOING or ERROR of {name}"] = transaction => Report(transaction, step, op, BranchOutcome.Error),
    };

    /// <summary>The entries of both, in order.</summary>
    public static Dictionary<string, Func<KernelHarness, Decision>> And(this IReadOnlyDictionary<string, Func<KernelHarness, Decision>> first, IReadOnlyDictionary<string, Func<KernelHarness, Decision>> second) =>
        first.Concat(second).ToDictionary();

    /// <summary>Whether the input answers the call in flight.</summary>
    public static bool IsAnswer(string input) => char.IsUpper(input[0]) || input == "deferred";

    private static Decision Answer(KernelHarness transaction, BranchOutcome outcome)
    {
        var call = Assert.Single(transaction.Drive.InFlight);
        return transaction.Report(call.Step, call.Op, outcome);
    }

    private static Decision Report(KernelHarness transaction, int step, BranchOp op, BranchOutcome outcome) =>
        transaction.Report(transaction.Stamp(step, op, 1, epoch: 0), outcome);

    // The watchdog of a call in flight, the due time of what waits, and a long time otherwise.
    private static Decision ItsTimeComes(KernelHarness transaction)
    {
        var at = transaction.Drive.InFlight is [var call] ? call.WatchdogAt : transaction.TickAt ?? transaction.Now.AddDays(1);
        while (transaction.TickAt < at)
            transaction.AdvanceToTimer();
        transaction.SkipTo(at);
        return transaction.Tick();
    }
}
