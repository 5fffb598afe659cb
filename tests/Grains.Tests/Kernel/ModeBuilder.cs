using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Builds definitions of the modes other than sagas: DTM's defaults, no jitter, unless told otherwise.</summary>
internal sealed class ModeBuilder(TransactionMode mode) : IDefinitionBuilder
{
    private readonly Dictionary<int, StepPolicy> _policies = [];
    private readonly HashSet<int> _empty = [];
    private int _steps = mode == TransactionMode.Message ? 2 : 0;
    private bool _concurrent;
    private long _delay;
    private string _query = mode is TransactionMode.Message or TransactionMode.Workflow ? "http://client/query" : "";
    private StartOptions _options = SagaBuilder.NoOptions;
    private ResolvedDefaults _defaults = new(3, 10, 3600, 0) { TimeoutToFailSeconds = 35 };

    public ModeBuilder WithSteps(int count) => With(() => _steps = count);

    public ModeBuilder Concurrent(bool concurrent = true) => With(() => _concurrent = concurrent);

    public ModeBuilder Delay(long seconds) => With(() => _delay = seconds);

    public ModeBuilder QueryPrepared(string url) => With(() => _query = url);

    public ModeBuilder EmptyUrl(int step) => With(() => _empty.Add(step));

    public ModeBuilder MaxAttempts(int step, int attempts, bool park = false) =>
        With(() => _policies[step] = StepPolicy.None with { MaxAttempts = attempts, Park = park });

    public ModeBuilder TimeoutToFail(long seconds) => With(() => _options = _options with { TimeoutToFailSeconds = seconds });

    public ModeBuilder RetryInterval(long seconds) => With(() => _options = _options with { RetryIntervalSeconds = seconds });

    public ModeBuilder RequestTimeout(long seconds) => With(() => _options = _options with { RequestTimeoutSeconds = seconds });

    public ModeBuilder RetryLimit(long limit) => With(() => _options = _options with { RetryLimit = limit });

    public ModeBuilder RetryMax(long seconds) => With(() => _defaults = _defaults with { RetryMaxSeconds = seconds });

    public ModeBuilder Jitter(double ratio) => With(() => _defaults = _defaults with { JitterRatio = ratio });

    public TransactionDefinition Definition(Guid? instance = null) =>
        new("gid", instance ?? new Guid("01900000-0000-7000-8000-000000000001"), mode, "http", Build.Start, _options, _defaults,
            [.. Enumerable.Range(0, _steps).Select(Step)], _concurrent, "", _query, ImmutableDictionary<string, string>.Empty, null)
        {
            DelaySeconds = _delay,
            WorkflowName = mode == TransactionMode.Workflow ? "wf" : "",
        };

    private StepDefinition Step(int step) => new(
        _empty.Contains(step) ? "" : $"http://participant/{step}/action", "", ReadOnlyMemory<byte>.Empty, [], _policies.GetValueOrDefault(step, StepPolicy.None));

    private ModeBuilder With(Action change)
    {
        change();
        return this;
    }
}
