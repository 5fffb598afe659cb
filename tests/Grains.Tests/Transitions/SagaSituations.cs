using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>Starting points and inputs of the saga's rows, by the names that the table uses.</summary>
internal static class SagaSituations
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
    }.And(CommonInputs.All).And(CommonInputs.Late("01/action", 0, BranchOp.Action));

    /// <summary>Whether the table has a row for the two: only what was called answers late.</summary>
    public static bool Meet(string situation, string input) =>
        !input.StartsWith("late", StringComparison.Ordinal) || situation is not ("unknown gid" or "prepared");
}
