using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.Invariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>TCC or XA: a client that registers, tries, and submits, aborts, or dies; often too late.</summary>
internal sealed class TwoPhaseSimulation : Simulation
{
    private readonly List<Resource> _resources = [];
    private readonly List<Resource> _acknowledged = [];
    private TransactionStatus? _answered;

    private TwoPhaseSimulation(int seed, bool log, TransactionMode mode)
        : base(seed, log, random => Define(mode, random), new ModeInvariants())
    {
    }

    public static Simulation Tcc(int seed, bool log) => new TwoPhaseSimulation(seed, log, TransactionMode.Tcc);

    public static Simulation Xa(int seed, bool log) => new TwoPhaseSimulation(seed, log, TransactionMode.Xa);

    protected override IService Find(BranchStamp stamp)
    {
        var id = Grain.State!.Definition.BranchId(stamp.Step);
        return _resources.Single(resource => resource.Id == id);
    }

    protected override void Begin()
    {
        Request(new PrepareInput(Definition));
        Pause(() => Next(Random.Next(6)));
    }

    protected override void Disturb()
    {
        switch (Random.Next(12))
        {
            case 0: Grain.Handle(new ForceStopInput()); break;
            case 1 or 2: Grain.Handle(new RetryInput(Unpark: true)); break;
            case 3: Grain.Handle(new RetryInput(Unpark: false)); break;
            case 4: Grain.Handle(new PrepareInput(Definition)); break;
            case 5: Grain.Handle(new AbortInput("", "somebody else")); break;
            case 6 when _resources.Count > 0: Register(_resources[Random.Next(_resources.Count)]); break;
            default: Grain.Die(); break;
        }
    }

    protected override IEnumerable<TransactionInput> RequestsAfterTheEnd() =>
    [
        new SubmitInput(Definition), new PrepareInput(Definition), new AbortInput("", ""), new ForceStopInput(), new RetryInput(Unpark: true), new TickInput(),
        new RegisterInput(Definition.Mode, Branch("99"), 1000, 1000),
    ];

    protected override void CheckEnd(TransactionState final, IReadOnlyList<TransactionEvent> events)
    {
        Require(events.Count(e => e is TransactionSubmitted or AbortDecided) <= 1, "Promise 1: one decision.");
        var forced = events.OfType<TransactionForceStopped>().Any();
        Require(forced || _answered is null || _answered == final.Status, "Promise 5: an acknowledged decision is the one that was carried out.");
        var registered = final.Definition.Steps.Select(step => step.BranchId).ToList();
        Require(registered.Distinct().Count() == registered.Count, "No branch is registered twice.");
        Require(_acknowledged.All(resource => registered.Contains(resource.Id)), "Promise 5: an acknowledged branch is not lost.");
        foreach (var resource in _resources)
        {
            Require(!(resource.Confirmed && resource.Cancelled), "Promise 1: nothing is both confirmed and cancelled.");
            if (!registered.Contains(resource.Id))
                Require(!resource.Confirmed && !resource.Cancelled && !resource.Tried, "What was never registered is never called.");
            else if (forced)
                Require(resource.Confirmed || resource.Cancelled || IsLeftOpen(final.LeftOpen, resource.Id), "Promise 3: what a force stop leaves is listed.");
            else
                Require(final.Status == TransactionStatus.Succeed ? resource.Confirmed : resource.Cancelled, "Promise 3: every registered branch reaches its end.");
        }
    }

    private static TransactionDefinition Define(TransactionMode mode, Random random)
    {
        var builder = new ModeBuilder(mode).Jitter(0.1).RetryMax(random.Next(10, 60)).Concurrent(random.Next(3) == 0);
        if (random.Next(3) == 0)
            builder.TimeoutToFail(random.Next(1, 100));
        if (random.Next(3) == 0)
            builder.RetryInterval(random.Next(1, 20));
        if (random.Next(4) == 0)
            builder.RequestTimeout(random.Next(1, 15));
        if (random.Next(6) == 0)
            builder.RetryLimit(random.Next(1, 4));
        return builder.Definition();
    }

    private void Next(int left)
    {
        if (Random.Next(30) == 0)
            return;
        if (left == 0)
        {
            Decide(Random.Next(3) != 0);
            return;
        }

        var resource = new Resource($"0{_resources.Count + 1}");
        _resources.Add(resource);
        if (!Register(resource))
        {
            Decide(submit: false);
            return;
        }

        Pause(() =>
        {
            resource.Try();
            Pause(() => Next(left - 1));
        });
    }

    private bool Register(Resource resource)
    {
        if (Request(new RegisterInput(Definition.Mode, Branch(resource.Id), 1000, 1000)) is not null)
            return false;
        _acknowledged.Add(resource);
        return true;
    }

    private void Decide(bool submit)
    {
        if (Request(submit ? new SubmitInput(Definition) : new AbortInput("", "it did not work")) is null)
            _answered = submit ? TransactionStatus.Succeed : TransactionStatus.Failed;
    }

    private static StepDefinition Branch(string id) => new($"http://rm/{id}/yes", $"http://rm/{id}/no", default, [], StepPolicy.None) { BranchId = id };

    // Mostly quick; sometimes so slow that the transaction has timed out meanwhile.
    private void Pause(Action then) => Time.In(TimeSpan.FromSeconds(Random.NextDouble() * (Random.Next(8) == 0 ? 40 : 1)), then);
}
