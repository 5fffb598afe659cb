using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Tests.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.Invariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A message: a sender that prepares, commits or not, submits, aborts, or dies; and receivers that do not always answer.</summary>
internal sealed class MessageSimulation : Simulation
{
    private readonly Participant[] _receivers;
    private readonly Sender _sender;
    private TransactionStatus? _answered;

    public MessageSimulation(int seed, bool log)
        : base(seed, log, Define, new ModeInvariants())
    {
        _receivers = [.. Definition.Steps.Select(_ => new Participant())];
        _sender = new Sender(Random, isHonest: Random.Next(4) != 0);
    }

    protected override IService Find(BranchStamp stamp) => stamp.Step < 0 ? _sender : _receivers[stamp.Step];

    protected override void Begin()
    {
        if (Random.Next(5) == 0)
        {
            _sender.Commit();
            Submit();
            return;
        }

        Request(new PrepareInput(Definition));
        Pause(() =>
        {
            switch (Random.Next(6))
            {
                case 0: break;
                case 1: Abort(); break;
                default: Commit(); break;
            }
        });
    }

    protected override void Disturb()
    {
        switch (Random.Next(10))
        {
            case 0: Grain.Handle(new ForceStopInput()); break;
            case 1 or 2: Grain.Handle(new RetryInput(Unpark: true)); break;
            case 3 or 4: Grain.Handle(new RetryInput(Unpark: false)); break;
            case 5: Grain.Handle(new PrepareInput(Definition)); break;
            case 6 when _sender.Committed: Grain.Handle(new SubmitInput(Definition)); break;
            default: Grain.Die(); break;
        }
    }

    protected override IEnumerable<TransactionInput> RequestsAfterTheEnd() =>
        [new SubmitInput(Definition), new PrepareInput(Definition), new AbortInput("msg", ""), new ForceStopInput(), new RetryInput(Unpark: true), new TickInput()];

    protected override void CheckEnd(TransactionState final, IReadOnlyList<TransactionEvent> events)
    {
        var forced = events.OfType<TransactionForceStopped>().Any();
        var submitted = events.Any(e => e is TransactionSubmitted or TransactionCreated { Status: TransactionStatus.Submitted });
        Require(events.Count(e => e is TransactionSubmitted) <= 1, "Promise 1: one decision.");
        Require(forced || _answered is null || _answered == final.Status, "Promise 5: an acknowledged decision is the one that was carried out.");
        if (_sender.IsHonest)
        {
            Require(!submitted || _sender.Committed, "Only what was committed is delivered.");
            Require(forced || submitted == _sender.Committed, "What was committed is delivered.");
        }

        for (var i = 0; i < _receivers.Length; i++)
        {
            Require(submitted || !_receivers[i].Acted, "Promise 2: nothing is delivered before the submit is durable.");
            if (final.Status == TransactionStatus.Succeed)
                Require(_receivers[i].InEffect || Definition.Steps[i].Action.Length == 0, "Promise 3: what was submitted is delivered.");
            else if (submitted && !_receivers[i].Acted && Definition.Steps[i].Action.Length > 0)
                Require(IsLeftOpen(final.LeftOpen, Definition.BranchId(i)), "Promise 3: what a force stop leaves is listed.");
        }
    }

    private static TransactionDefinition Define(Random random)
    {
        var steps = random.Next(5);
        var builder = new ModeBuilder(TransactionMode.Message).WithSteps(steps).Jitter(0.1).RetryMax(random.Next(10, 60)).Concurrent(random.Next(2) == 0);
        for (var i = 0; i < steps; i++)
        {
            if (random.Next(10) == 0)
                builder.EmptyUrl(i);
            if (random.Next(4) == 0)
                builder.MaxAttempts(i, random.Next(1, 4), park: random.Next(2) == 0);
        }

        if (random.Next(3) == 0)
            builder.Delay(random.Next(1, 90));
        if (random.Next(3) == 0)
            builder.TimeoutToFail(random.Next(1, 100));
        if (random.Next(3) == 0)
            builder.RetryInterval(random.Next(1, 20));
        if (random.Next(6) == 0)
            builder.RetryLimit(random.Next(1, 4));
        return builder.Definition();
    }

    private void Commit()
    {
        // Without a commit the sender gives up, without one word more; its check-back has seen to it that it cannot.
        if (_sender.Commit() && Random.Next(4) != 0)
            Pause(Submit);
    }

    private void Submit()
    {
        if (Request(new SubmitInput(Definition)) is null)
            _answered = TransactionStatus.Succeed;
    }

    private void Abort()
    {
        if (Request(new AbortInput("msg", "it did not work")) is null)
            _answered = TransactionStatus.Failed;
    }

    private void Pause(Action then) => Time.In(TimeSpan.FromSeconds(Random.NextDouble() * (Random.Next(5) == 0 ? 60 : 1)), then);
}
