using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Kernel.Build;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>Starting points and inputs of a message's rows, by the names that the table uses.</summary>
internal static class MessageSituations
{
    public static IReadOnlyDictionary<string, Func<KernelHarness>> All { get; } = new Dictionary<string, Func<KernelHarness>>
    {
        ["unknown gid"] = KernelHarness.Empty,
        ["prepared"] = () => KernelHarness.Prepared(AMessage()),
        ["prepared, 00/msg in flight"] = () => KernelHarness.Prepared(AMessage()).Play("@35"),
        ["prepared, 00/msg waits for its retry"] = () => KernelHarness.Prepared(AMessage()).Play("@35 q!"),
        ["submitted, waits for its delay"] = () => KernelHarness.Submitted(AMessage().Delay(30)),
        ["submitted, 01/action in flight"] = () => KernelHarness.Prepared(AMessage()).Play("submit"),
        ["submitted, 01/action waits for its retry"] = () => KernelHarness.Prepared(AMessage()).Play("submit 1a!"),
        ["submitted, 01/action parked"] = () => KernelHarness.Prepared(AMessage().MaxAttempts(0, 1)).Play("submit 1a!"),
        ["submitted, 02/action in flight"] = () => KernelHarness.Prepared(AMessage()).Play("submit 1a+"),
        ["succeed"] = () => KernelHarness.Prepared(AMessage()).Play("submit 1a+ 2a+"),
        ["failed"] = () => KernelHarness.Prepared(AMessage()).Play("@35 q-"),
    };

    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Inputs { get; } = new Dictionary<string, Func<KernelHarness, Decision>>
    {
        ["prepare"] = message => message.Input(new PrepareInput(AMessage().Definition())),
        ["submit"] = message => message.Input(new SubmitInput(AMessage().Definition())),
        ["submit with a delay"] = message => message.Input(new SubmitInput(AMessage().Delay(60).Definition())),
        ["abort"] = message => message.Input(new AbortInput("msg", "")),
    }
    .And(CommonInputs.All)
    .And(CommonInputs.Late("00/msg", -1, BranchOp.QueryPrepared))
    .And(CommonInputs.Late("01/action", 0, BranchOp.Action));

    /// <summary>Whether the table has a row for the two: only what was called answers late.</summary>
    public static bool Meet(string situation, string input) => !input.StartsWith("late", StringComparison.Ordinal) || (situation switch
    {
        "unknown gid" or "prepared" => false,
        "submitted, waits for its delay" => input.EndsWith("00/msg", StringComparison.Ordinal),
        "failed" => input.EndsWith("00/msg", StringComparison.Ordinal),
        _ when situation.StartsWith("prepared", StringComparison.Ordinal) => input.EndsWith("00/msg", StringComparison.Ordinal),
        _ => true,
    });
}
