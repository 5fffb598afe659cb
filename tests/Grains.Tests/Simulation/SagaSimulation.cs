using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.Invariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A saga: random orders, options and policies.</summary>
internal sealed class SagaSimulation : Simulation
{
    private readonly Participant[] _participants;

    public SagaSimulation(int seed, bool log)
        : base(seed, log, RandomSaga.Next, new SagaInvariants()) =>
        _participants = [.. Definition.Steps.Select(_ => new Participant())];

    protected override IService Find(BranchStamp stamp) => _participants[stamp.Step];

    protected override void Begin()
    {
        if (Random.Next(4) == 0)
            Request(new PrepareInput(Definition));
        Request(new SubmitInput(Definition));
    }

    protected override void Disturb()
    {
        switch (Random.Next(10))
        {
            case 0: Grain.Handle(new ForceStopInput()); break;
            case 1 or 2: Grain.Handle(new RetryInput(Unpark: true)); break;
            case 3 or 4: Grain.Handle(new RetryInput(Unpark: false)); break;
            case 5 or 6: Grain.Handle(new SubmitInput(Definition)); break;
            case 7: Grain.Handle(new AbortInput("saga", "please")); break;
            default: Grain.Die(); break;
        }
    }

    protected override IEnumerable<TransactionInput> RequestsAfterTheEnd() =>
        [new SubmitInput(Definition), new PrepareInput(Definition), new ForceStopInput(), new RetryInput(Unpark: true), new TickInput()];

    protected override void CheckEnd(TransactionState final, IReadOnlyList<TransactionEvent> events)
    {
        var forwardAfter = events.SkipWhile(e => e is not AbortDecided).Any(e => e is BranchSucceeded { Op: BranchOp.Action } or BranchRefused);
        Require(!forwardAfter, "Promise 2: no forward success after the abort decision.");
        for (var i = 0; i < _participants.Length; i++)
        {
            var (participant, step) = (_participants[i], Definition.Steps[i]);
            if (final.Status == TransactionStatus.Succeed)
            {
                Require(participant.InEffect || step.Action.Length == 0, $"Promise 3: step {i} of a saga that succeeded took effect.");
                Require(!participant.Undone, $"Promise 1: step {i} of a saga that succeeded was not undone.");
            }
            else if (participant.InEffect && step.Compensate.Length > 0)
            {
                Require(step.Policy.NonCompensable || IsLeftOpen(final.LeftOpen, Definition.BranchId(i)), $"Promise 3: step {i} of a saga that failed is undone, marked, or listed as open.");
            }
        }
    }
}
