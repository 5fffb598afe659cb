using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.SagaInvariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>
/// One saga under a random life: five minutes of chaos, then peace, in which it must finish by its due times alone. A person unparks
/// what is parked, and does nothing else.
/// </summary>
internal sealed class SagaSimulation
{
    private static readonly TimeSpan Chaos = TimeSpan.FromMinutes(5);

    /// <summary>Longest interval (60 s and jitter), guard (50 s), watchdog, and the steps themselves.</summary>
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(6);

    private readonly Random _random;
    private readonly VirtualTime _time = new();
    private readonly TransactionDefinition _definition;
    private readonly Participant[] _participants;
    private readonly Network _network;
    private readonly SimulatedGrain _grain;
    private readonly List<string>? _log;

    private SagaSimulation(int seed, bool log)
    {
        _random = new Random(seed);
        _log = log ? [] : null;
        _definition = RandomSaga.Next(_random);
        _participants = [.. _definition.Steps.Select(_ => new Participant())];
        _network = new Network(_random, _time, _participants);
        _grain = new SimulatedGrain(_random, _time) { Log = _log, CrashPercent = _random.Next(3) == 0 ? 0 : _random.Next(8) };
        _grain.Call = (stamp, timeout) => _network.Send(stamp, timeout, Report);
    }

    /// <summary>Lives one saga; throws with seed and story if a rule is broken.</summary>
    public static TransactionState Run(int seed)
    {
        try
        {
            return new SagaSimulation(seed, log: false).Live();
        }
        catch (Exception)
        {
            throw Retell(seed);
        }
    }

    private static InvariantBrokenException Retell(int seed)
    {
        var again = new SagaSimulation(seed, log: true);
        try
        {
            again.Live();
            return new InvariantBrokenException($"Seed {seed} fails only sometimes: something in it is not deterministic.");
        }
        catch (Exception e)
        {
            return new InvariantBrokenException($"Seed {seed}: {e.Message}\n{again._definition.Options} concurrent {again._definition.Concurrent}\n{string.Join('\n', again._definition.Steps.Select(step => $"{step.Action} | {step.Compensate} after [{string.Join(' ', step.After)}] {step.Policy}"))}\n{string.Join('\n', again._log!.TakeLast(60))}\n{e.StackTrace}");
        }
    }

    private TransactionState Live()
    {
        if (_random.Next(4) == 0)
            RequestUntilKnown(new PrepareInput(_definition));
        RequestUntilKnown(new SubmitInput(_definition));
        for (var i = _random.Next(6); i > 0; i--)
            _time.In(Chaos * _random.NextDouble() * _random.NextDouble(), Disturb);
        _time.RunUntil(_time.Now + Chaos, Finished);

        _network.Peaceful = true;
        _grain.CrashPercent = 0;
        var end = _time.Now + Peace;
        while (!Finished() && _time.Now < end)
        {
            if (_grain.State!.ParkedBranches > 0)
                _grain.Handle(new RetryInput(Unpark: true));
            _time.RunUntil(_time.Now.AddSeconds(30), Finished);
        }

        Require(Finished(), $"Stuck: still {_grain.State!.Status} after {Peace} of peace; due {_grain.Hot}.");
        AfterTheEnd();
        CheckJournal();
        CheckParticipants(_grain.State!);
        return _grain.State!;
    }

    // A client repeats a request whose answer it did not get.
    private void RequestUntilKnown(TransactionInput input)
    {
        for (var tries = 0; tries < 100 && (_grain.State is null || (input is SubmitInput && _grain.State.Status == TransactionStatus.Prepared)); tries++)
            _grain.Handle(input);
    }

    private void Disturb()
    {
        switch (_random.Next(10))
        {
            case 0: _grain.Handle(new ForceStopInput()); break;
            case 1 or 2: _grain.Handle(new RetryInput(Unpark: true)); break;
            case 3 or 4: _grain.Handle(new RetryInput(Unpark: false)); break;
            case 5 or 6: _grain.Handle(new SubmitInput(_definition)); break;
            case 7: _grain.Handle(new AbortInput("saga", "please")); break;
            default: _grain.Die(); break;
        }
    }

    private void Report(BranchStamp stamp, BranchOutcome outcome) =>
        _grain.Handle(new ReportInput(stamp, new BranchResult(outcome, 200, outcome.ToString(), _time.Now, 1), _random.NextDouble()));

    private bool Finished() => _grain.State is { IsFinal: true };

    // Everything that is still under way arrives, everybody asks again, and nothing comes of it.
    private void AfterTheEnd()
    {
        var records = _grain.Journal.Count;
        _time.RunUntil(_time.Now.AddHours(1), () => false);
        if (_random.Next(2) == 0)
            _grain.Die();
        TransactionInput[] inputs = [new SubmitInput(_definition), new PrepareInput(_definition), new ForceStopInput(), new RetryInput(Unpark: true), new TickInput()];
        foreach (var input in inputs)
            _grain.Handle(input);
        Require(_grain.Journal.Count == records, "Promise 1: final is final.");
        Require(_grain.Hot.DueAt is null, "A finished transaction is not due.");
    }

    private void CheckJournal()
    {
        TransactionState? state = null;
        var events = new List<TransactionEvent>();
        foreach (var record in _grain.Journal)
        {
            state = Evolver.Evolve(state, record.Events);
            events.AddRange(record.Events);
            Require(Same(state, record.State), "Replay of a prefix gives the state that the decision saw.");
            Require(Same(Evolver.Evolve(state, TransactionSnapshot.Of(state!)), state), "A snapshot is the state.");
        }

        Require(events.Count(e => e is AbortDecided) <= 1, "Promise 1: one decision.");
        Require(events.Count(e => e is TransactionFinished or TransactionForceStopped) == 1, "Promise 1: one end.");
        var forwardAfter = events.SkipWhile(e => e is not AbortDecided).Any(e => e is BranchSucceeded { Op: BranchOp.Action } or BranchRefused);
        Require(!forwardAfter, "Promise 2: no forward success after the abort decision.");
    }

    private void CheckParticipants(TransactionState final)
    {
        for (var i = 0; i < _participants.Length; i++)
        {
            var (participant, step) = (_participants[i], _definition.Steps[i]);
            if (final.Status == TransactionStatus.Succeed)
            {
                Require(participant.InEffect || step.Action.Length == 0, $"Promise 3: step {i} of a saga that succeeded took effect.");
                Require(!participant.Undone, $"Promise 1: step {i} of a saga that succeeded was not undone.");
            }
            else if (participant.InEffect && step.Compensate.Length > 0)
            {
                Require(step.Policy.NonCompensable || IsLeftOpen(final.LeftOpen, i), $"Promise 3: step {i} of a saga that failed is undone, marked, or listed as open.");
            }
        }
    }

    private static bool IsLeftOpen(ImmutableArray<string> leftOpen, int step) =>
        leftOpen.Any(open => open.StartsWith(TransactionDefinition.NumberedBranchId(step), StringComparison.Ordinal));
}
