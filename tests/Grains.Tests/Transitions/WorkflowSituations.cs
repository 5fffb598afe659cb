using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>Starting points and inputs of a workflow's rows, by the names that the table uses.</summary>
internal static class WorkflowSituations
{
    public static IReadOnlyDictionary<string, Func<KernelHarness>> All { get; } = new Dictionary<string, Func<KernelHarness>>
    {
        ["unknown gid"] = KernelHarness.Empty,
        ["prepared"] = () => KernelHarness.Prepared(AWorkflow()),
        ["prepared, 01/action recorded"] = Recorded,
        ["prepared, 01/rollback recorded"] = RolledBack,
        ["prepared, 00/callback in flight"] = () => Recorded().Play("@10"),
        ["prepared, 00/callback waits for its retry"] = () => Recorded().Play("@10 q!"),
        ["prepared, without a callback URL"] = () => KernelHarness.Prepared(AWorkflow().QueryPrepared("")),
        ["succeed"] = () => Ended(TransactionStatus.Succeed),
        ["failed"] = () => Ended(TransactionStatus.Failed),
    };

    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Inputs { get; } = new Dictionary<string, Func<KernelHarness, Decision>>
    {
        ["prepareWorkflow"] = workflow => workflow.Input(new PrepareInput(AWorkflow().Definition())),
        ["submit(succeed)"] = workflow => workflow.End(TransactionStatus.Succeed),
        ["submit(failed)"] = workflow => workflow.End(TransactionStatus.Failed),
        ["submit without a status"] = workflow => workflow.Input(new SubmitInput(AWorkflow().Definition())),
        ["abort"] = workflow => workflow.Input(new AbortInput("workflow", "")),
        ["record 01/action succeed"] = workflow => workflow.Record("01", "action", data: "result"),
        ["record 01/action succeed, other data"] = workflow => workflow.Record("01", "action", data: "other"),
        ["record 02/action succeed"] = workflow => workflow.Record("02", "action"),
        ["record 02/action failed"] = workflow => workflow.Record("02", "action", OpStatus.Failed),
        ["record 01/rollback succeed"] = workflow => workflow.Record("01", "rollback"),
    }
    .And(CommonInputs.All)
    .And(CommonInputs.Late("00/callback", -1, BranchOp.Callback));

    /// <summary>Whether the table has a row for the two: only what was called answers late.</summary>
    public static bool Meet(string situation, string input) =>
        !input.StartsWith("late", StringComparison.Ordinal) || situation.Contains("00/callback", StringComparison.Ordinal) || situation is "succeed" or "failed";

    private static KernelHarness Recorded()
    {
        var workflow = KernelHarness.Prepared(AWorkflow());
        workflow.Record("01", "action", data: "result");
        return workflow;
    }

    private static KernelHarness RolledBack()
    {
        var workflow = Recorded();
        workflow.Record("01", "rollback");
        return workflow;
    }

    private static KernelHarness Ended(TransactionStatus status)
    {
        var workflow = Recorded();
        workflow.End(status);
        return workflow;
    }
}
