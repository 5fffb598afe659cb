using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;

namespace OrleansSaga.Grains.Tests.Transitions;

/// <summary>Starting points and inputs of the rows of TCC and XA, with two branches registered, by the names that the tables use.</summary>
internal static class TwoPhaseSituations
{
    public static IReadOnlyDictionary<string, Func<KernelHarness>> All(TransactionMode mode)
    {
        var (forward, backward) = (WireNames.Of(BranchOps.Forward(mode)), WireNames.Of(BranchOps.Backward(mode)));
        var (first, second) = mode == TransactionMode.Tcc ? (2, 1) : (1, 2);
        return new Dictionary<string, Func<KernelHarness>>
        {
            ["unknown gid"] = KernelHarness.Empty,
            ["prepared"] = () => Begin(""),
            [$"submitted, 0{first}/{forward} in flight"] = () => Begin("submit"),
            [$"submitted, 0{first}/{forward} waits for its retry"] = () => Begin($"submit {first}f!"),
            [$"submitted, 0{second}/{forward} in flight"] = () => Begin($"submit {first}f+"),
            [$"aborting, 0{first}/{backward} in flight"] = () => Begin("abort"),
            [$"aborting, 0{first}/{backward} waits for its retry"] = () => Begin($"abort {first}b!"),
            [$"aborting, 0{second}/{backward} in flight"] = () => Begin($"abort {first}b+"),
            ["succeed"] = () => Begin($"submit {first}f+ {second}f+"),
            ["failed"] = () => Begin($"abort {first}b+ {second}b+"),
        };

        KernelHarness Begin(string script) => KernelHarness.Prepared(new ModeBuilder(mode)).Play("register register " + script);
    }

    public static IReadOnlyDictionary<string, Func<KernelHarness, Decision>> Inputs(TransactionMode mode)
    {
        var (forward, backward) = (BranchOps.Forward(mode), BranchOps.Backward(mode));
        var first = mode == TransactionMode.Tcc ? 1 : 0;
        return new Dictionary<string, Func<KernelHarness, Decision>>
        {
            ["prepare"] = transaction => transaction.Input(new PrepareInput(new ModeBuilder(mode).Definition())),
            ["submit"] = transaction => transaction.Input(new SubmitInput(new ModeBuilder(mode).Definition())),
            ["abort"] = transaction => transaction.Input(new AbortInput(WireNames.Of(mode), "")),
            ["registerBranch 03"] = transaction => Register(transaction, "03", ""),
            ["registerBranch 01 again"] = transaction => Register(transaction, "01", ""),
            ["registerBranch 01 with another payload"] = transaction => Register(transaction, "01", "other"),
        }
        .And(CommonInputs.All)
        .And(CommonInputs.Late($"0{first + 1}/{WireNames.Of(forward)}", first, forward))
        .And(CommonInputs.Late($"0{first + 1}/{WireNames.Of(backward)}", first, backward));

        Decision Register(KernelHarness transaction, string id, string payload) => transaction.Status is not null
            ? transaction.Register(id, payload)
            : transaction.Input(new RegisterInput(mode, new StepDefinition("", "", default, [], StepPolicy.None) { BranchId = id }, 1000, 1000));
    }

    /// <summary>Whether the table has a row for the two: only what was called answers late.</summary>
    public static bool Meet(string situation, string input) => !input.StartsWith("late", StringComparison.Ordinal) || (situation switch
    {
        "succeed" => IsForward(input),
        "failed" => !IsForward(input),
        _ when situation.StartsWith("submitted", StringComparison.Ordinal) => IsForward(input),
        _ => situation.StartsWith("aborting", StringComparison.Ordinal) && !IsForward(input),
    });

    private static bool IsForward(string input) =>
        input.EndsWith("/confirm", StringComparison.Ordinal) || input.EndsWith("/commit", StringComparison.Ordinal);
}
