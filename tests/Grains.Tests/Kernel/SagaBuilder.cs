using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Builds saga definitions: sequential, two steps, DTM's defaults, no jitter, unless told otherwise.</summary>
internal sealed class SagaBuilder : IDefinitionBuilder
{
    private readonly Dictionary<int, int[]> _orders = [];
    private readonly Dictionary<int, StepPolicy> _policies = [];
    private readonly HashSet<(int Step, BranchOp Op)> _empty = [];
    private int _steps = 2;
    private bool _concurrent;
    private StartOptions _options = NoOptions;
    private ResolvedDefaults _defaults = new(3, 10, 3600, 0);

    public static StartOptions NoOptions { get; } = new(false, 0, 0, 0, ImmutableDictionary<string, string>.Empty, false, 0, 0);

    public SagaBuilder WithSteps(int count) => With(() => _steps = count);

    public SagaBuilder Concurrent(bool concurrent = true) => With(() => _concurrent = concurrent);

    public SagaBuilder Order(int step, params int[] after) => With(() => _orders[step] = after);

    public SagaBuilder EmptyUrl(int step, BranchOp op) => With(() => _empty.Add((step, op)));

    public SagaBuilder TimeoutToFail(long seconds) => With(() => _options = _options with { TimeoutToFailSeconds = seconds });

    public SagaBuilder RetryInterval(long seconds) => With(() => _options = _options with { RetryIntervalSeconds = seconds });

    public SagaBuilder RequestTimeout(long seconds) => With(() => _options = _options with { RequestTimeoutSeconds = seconds });

    public SagaBuilder RetryLimit(long limit, long count = 0) => With(() => _options = _options with { RetryLimit = limit, RetryCount = count });

    public SagaBuilder RetryMax(long seconds) => With(() => _defaults = _defaults with { RetryMaxSeconds = seconds });

    public SagaBuilder RetryBase(long seconds) => With(() => _defaults = _defaults with { RetryBaseSeconds = seconds });

    public SagaBuilder Jitter(double ratio) => With(() => _defaults = _defaults with { JitterRatio = ratio });

    public SagaBuilder Policy(int step, Func<StepPolicy, StepPolicy> change) =>
        With(() => _policies[step] = change(_policies.GetValueOrDefault(step, StepPolicy.None)));

    public SagaBuilder MaxAttempts(int step, int attempts, bool park = false) =>
        Policy(step, policy => policy with { MaxAttempts = attempts, Park = park });

    public SagaBuilder NonCompensable(int step) => Policy(step, policy => policy with { NonCompensable = true });

    public SagaBuilder Backoff(int step, double initial, double multiplier, double max) =>
        Policy(step, policy => policy with { Backoff = new StepBackoff(initial, multiplier, max) });

    public static string Url(int step, BranchOp op) => $"http://participant/{step}/{(op == BranchOp.Action ? "action" : "compensate")}";

    public TransactionDefinition Definition(Guid? instance = null) =>
        new("gid", instance ?? new Guid("01900000-0000-7000-8000-000000000001"), TransactionMode.Saga, "http", Build.Start, _options, _defaults,
            [.. Enumerable.Range(0, _steps).Select(Step)], _concurrent, "", "", ImmutableDictionary<string, string>.Empty, null);

    private StepDefinition Step(int step) => new(
        UrlOrEmpty(step, BranchOp.Action), UrlOrEmpty(step, BranchOp.Compensate), ReadOnlyMemory<byte>.Empty,
        [.. _orders.GetValueOrDefault(step, []).Order()], _policies.GetValueOrDefault(step, StepPolicy.None));

    private string UrlOrEmpty(int step, BranchOp op) => _empty.Contains((step, op)) ? "" : Url(step, op);

    private SagaBuilder With(Action change)
    {
        change();
        return this;
    }
}
