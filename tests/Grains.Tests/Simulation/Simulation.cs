using System.Collections.Immutable;
using OrleansSaga.Grains.Kernel;
using static OrleansSaga.Grains.Tests.Simulation.Invariants;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>
/// One transaction under a random life: five minutes of chaos, then peace, in which it must finish by its due times alone. A person
/// unparks what is parked, and does nothing else.
/// </summary>
internal abstract class Simulation
{
    protected static readonly TimeSpan Chaos = TimeSpan.FromMinutes(5);

    /// <summary>Longest interval (60 s and jitter), guard (50 s), watchdog, and the steps themselves.</summary>
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(6);

    private readonly List<string>? _log;

    protected Simulation(int seed, bool log, Func<Random, TransactionDefinition> define, Invariants rules)
    {
        Random = new Random(seed);
        _log = log ? [] : null;
        Definition = define(Random);
        Network = new Network(Random, Time, Find);
        Grain = new SimulatedGrain(Random, Time, rules) { Log = _log, CrashPercent = Random.Next(3) == 0 ? 0 : Random.Next(8) };
        Grain.Call = (stamp, timeout) => Network.Send(stamp, timeout, Report);
    }

    /// <summary>Makes a simulation of a seed, with or without a log.</summary>
    public delegate Simulation Factory(int seed, bool log);

    protected Random Random { get; }

    protected VirtualTime Time { get; } = new();

    protected TransactionDefinition Definition { get; }

    protected Network Network { get; }

    protected SimulatedGrain Grain { get; }

    /// <summary>Peace has come: clients do not die any more.</summary>
    protected bool Peaceful => Network.Peaceful;

    protected bool Finished => Grain.State is { IsFinal: true };

    /// <summary>Lives one transaction; throws with seed and story if a rule is broken.</summary>
    public static TransactionState Run(int seed, Factory make)
    {
        try
        {
            return make(seed, false).Live();
        }
        catch (Exception)
        {
            throw Retell(seed, make);
        }
    }

    /// <summary>The service that a call reaches.</summary>
    protected abstract IService Find(BranchStamp stamp);

    /// <summary>What the client does.</summary>
    protected abstract void Begin();

    /// <summary>Something that may happen at any time, to any transaction.</summary>
    protected abstract void Disturb();

    /// <summary>Requests that a finished transaction must not take.</summary>
    protected abstract IEnumerable<TransactionInput> RequestsAfterTheEnd();

    /// <summary>Checks the journal as a whole, and what the services saw.</summary>
    protected abstract void CheckEnd(TransactionState final, IReadOnlyList<TransactionEvent> events);

    /// <summary>A client repeats a request whose answer it did not get.</summary>
    protected Refusal? Request(TransactionInput input)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var refusal = Grain.Handle(input);
            if (!Grain.AnswerWasLost)
                return refusal;
        }

        throw new InvariantBrokenException("A hundred answers in a row were lost: the chaos is too wild.");
    }

    protected static bool IsLeftOpen(ImmutableArray<string> leftOpen, string branchId) =>
        leftOpen.Any(open => open.StartsWith(branchId + "/", StringComparison.Ordinal));

    private static InvariantBrokenException Retell(int seed, Factory make)
    {
        var again = make(seed, true);
        try
        {
            again.Live();
            return new InvariantBrokenException($"Seed {seed} fails only sometimes: something in it is not deterministic.");
        }
        catch (Exception e)
        {
            return new InvariantBrokenException($"Seed {seed}: {e.Message}\n{again.Definition.Mode} {again.Definition.Options} concurrent {again.Definition.Concurrent}\n{string.Join('\n', again.Definition.Steps.Select(step => $"{step.Action} | {step.Compensate} after [{string.Join(' ', step.After)}] {step.Policy}"))}\n{string.Join('\n', again._log!.TakeLast(60))}\n{e.StackTrace}");
        }
    }

    private TransactionState Live()
    {
        Begin();
        for (var i = Random.Next(6); i > 0; i--)
            Time.In(Chaos * Random.NextDouble() * Random.NextDouble(), Disturb);
        Time.RunUntil(Time.Now + Chaos, () => Finished);

        Network.Peaceful = true;
        Grain.CrashPercent = 0;
        var end = Time.Now + Peace;
        while (!Finished && Time.Now < end)
        {
            if (Grain.State!.ParkedBranches > 0)
                Grain.Handle(new RetryInput(Unpark: true));
            Time.RunUntil(Time.Now.AddSeconds(30), () => Finished);
        }

        Require(Finished, $"Stuck: still {Grain.State!.Status} after {Peace} of peace; due {Grain.Hot}.");
        AfterTheEnd();
        CheckEnd(Grain.State!, CheckJournal());
        return Grain.State!;
    }

    private void Report(BranchStamp stamp, BranchOutcome outcome) =>
        Grain.Handle(new ReportInput(stamp, new BranchResult(outcome, 200, outcome.ToString(), Time.Now, 1), Random.NextDouble()));

    // Everything that is still under way arrives, everybody asks again, and nothing comes of it.
    private void AfterTheEnd()
    {
        var records = Grain.Journal.Count;
        Time.RunUntil(Time.Now.AddHours(1), () => false);
        if (Random.Next(2) == 0)
            Grain.Die();
        foreach (var input in RequestsAfterTheEnd())
            Grain.Handle(input);
        Require(Grain.Journal.Count == records, "Promise 1: final is final.");
        Require(Grain.Hot.DueAt is null, "A finished transaction is not due.");
    }

    private List<TransactionEvent> CheckJournal()
    {
        TransactionState? state = null;
        var events = new List<TransactionEvent>();
        foreach (var record in Grain.Journal)
        {
            state = Evolver.Evolve(state, record.Events);
            events.AddRange(record.Events);
            Require(Same(state, record.State), "Replay of a prefix gives the state that the decision saw.");
            Require(Same(Evolver.Evolve(state, TransactionSnapshot.Of(state!)), state), "A snapshot is the state.");
        }

        Require(events.Count(e => e is AbortDecided) <= 1, "Promise 1: one decision.");
        Require(events.Count(e => e is TransactionFinished or TransactionForceStopped) == 1, "Promise 1: one end.");
        return events;
    }
}
