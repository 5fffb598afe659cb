using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>The rows' starting points and inputs, by the names that the transition table uses.</summary>
internal static class Situation
{
    public static IReadOnlyDictionary<string, Func<KernelHarness>> All { get; } = new Dictionary<string, Func<KernelHarness>>
    {
        ["unknown gid"] = KernelHarness.Empty,
        ["prepared"] = () => KernelHarness.Prepared(ASaga()),
        ["submitted, 01/action in flight"] = () => KernelHarness.Submitted(ASaga()),
        ["submitted, 01/action waits for its retry"] = () => KernelHarness.Submitted(ASaga()).Play("1a!"),
        ["submitted, 01/action parked"] = () => KernelHarness.Submitted(ASaga().MaxAttempts(0, 1, park: true)).Play("1a!"),
        ["submitted, 02/action in flight"] = () => KernelHarness.Submitted(ASaga()).Play("1a+"),
        ["aborting, 02/compensate in flight"] = () => KernelHarness.Submitted(ASaga()).Play("1a+ 2a-"),
        ["aborting, 02/compensate waits for its retry"] = () => KernelHarness.Submitted(ASaga()).Play("1a+ 2a- 2c!"),
        ["aborting, 02/compensate parked"] = () => KernelHarness.Submitted(ASaga().MaxAttempts(1, 1)).Play("1a+ 2a- 2c!"),
        ["aborting, 01/compensate in flight"] = () => KernelHarness.Submitted(ASaga()).Play("1a+ 2a- 2c+"),
        ["succeed"] = () => KernelHarness.Submitted(ASaga()).Play("1a+ 2a+"),
        ["failed"] = () => KernelHarness.Submitted(ASaga()).Play("1a- 1c+"),
    };

    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Inputs { get; } = new Dictionary<string, Func<KernelHarness, Decision>>
    {
        ["prepare"] = saga => saga.Input(new PrepareInput(ASaga().Definition())),
        ["submit"] = saga => saga.Input(new SubmitInput(ASaga().Definition())),
        ["abort"] = saga => saga.Input(new AbortInput("saga", "")),
        ["forceStop"] = saga => saga.ForceStop(),
        ["retry"] = saga => saga.Retry(),
        ["retry with unpark"] = saga => saga.Retry(unpark: true),
        ["its time comes"] = ItsTimeComes,
        ["SUCCESS"] = saga => Answer(saga, BranchOutcome.Success),
        ["FAILURE"] = saga => Answer(saga, BranchOutcome.Failure),
        ["ONGOING"] = saga => Answer(saga, BranchOutcome.Ongoing),
        ["ERROR"] = saga => Answer(saga, BranchOutcome.Error),
        ["deferred"] = saga => Answer(saga, BranchOutcome.Deferred),
        ["late SUCCESS of 01/action"] = saga => Late(saga, BranchOutcome.Success),
        ["late FAILURE of 01/action"] = saga => Late(saga, BranchOutcome.Failure),
        ["late ONGOING or ERROR of 01/action"] = saga => Late(saga, BranchOutcome.Error),
    };

    /// <summary>Whether the table has a row for the two: only what is in flight is answered, and only what was called answers late.</summary>
    public static bool Meet(string situation, string input) => char.IsUpper(input[0]) || input == "deferred"
        ? situation.EndsWith("in flight", StringComparison.Ordinal)
        : !input.StartsWith("late", StringComparison.Ordinal) || situation is not ("unknown gid" or "prepared");

    private static Decision Answer(KernelHarness saga, BranchOutcome outcome) => saga.Report(Assert.Single(saga.Drive.InFlight).Step, outcome);

    private static Decision Late(KernelHarness saga, BranchOutcome outcome) => saga.Report(saga.Stamp(0, BranchOp.Action, 1, epoch: 0), outcome);

    // The watchdog of a call in flight, the due time of one that waits, and a long time otherwise.
    private static Decision ItsTimeComes(KernelHarness saga)
    {
        var at = saga.Drive.InFlight is [var call] ? call.WatchdogAt : saga.TickAt ?? saga.Now.AddDays(1);
        while (saga.TickAt < at)
            saga.AdvanceToTimer();
        saga.SkipTo(at);
        return saga.Tick();
    }
}
