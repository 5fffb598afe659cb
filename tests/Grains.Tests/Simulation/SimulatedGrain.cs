using System.Collections.Immutable;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Grains.Kernel.Saga;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A transaction grain over a journal in memory, which can die at every append: before it is durable, after it, and between two calls.</summary>
internal sealed class SimulatedGrain(Random random, VirtualTime time)
{
    private DriveState? _drive;
    private long _epoch;
    private long _timer;

    /// <summary>Makes a call; set once by the simulation.</summary>
    public Action<BranchStamp, long> Call { get; set; } = (_, _) => { };

    /// <summary>Chance of dying at an append, in percent.</summary>
    public int CrashPercent { get; set; }

    /// <summary>The journal, with the state that the grain had after each record.</summary>
    public List<(ImmutableArray<TransactionEvent> Events, TransactionState State)> Journal { get; } = [];

    public HotState Hot { get; private set; }

    /// <summary>The durable state; null while there is no record.</summary>
    public TransactionState? State => Journal.Count == 0 ? null : Journal[^1].State;

    /// <summary>What has happened, for the report of a failure.</summary>
    public List<string>? Log { get; init; }

    /// <summary>Handles an input; loads the transaction first if no activation lives.</summary>
    public Refusal? Handle(TransactionInput input)
    {
        if (_drive is null)
        {
            Load();
            // A report or a request may be the first thing that a new activation hears of.
            if (input is not TickInput && random.Next(2) == 0)
                Turn(new TickInput());
        }

        return _drive is null ? null : Turn(input);
    }

    /// <summary>The activation goes: the process died, or nothing kept it in memory.</summary>
    public void Die()
    {
        if (_drive is null)
            return;
        Log?.Add($"{time.Now:mm:ss.f} dies");
        _drive = null;
        _timer++;
        WakeByIndex();
    }

    private void Load()
    {
        _epoch++;
        var state = Journal.Aggregate((TransactionState?)null, (state, record) => Evolver.Evolve(state, record.Events));
        _drive = state is null ? DriveState.New(_epoch, default) : DriveState.Loaded(_epoch, Hot, state);
    }

    private Refusal? Turn(TransactionInput input)
    {
        var (before, drive, epoch) = (State, _drive!, _epoch);
        var decision = SagaKernel.Decide(before, drive, input, time.Now);
        Log?.Add($"{time.Now:mm:ss.f} #{epoch} {input} => {decision.Refusal?.Message} [{string.Join(", ", decision.Events)}] calls [{string.Join(", ", decision.Calls)}]");
        SagaInvariants.Decided(before, input, decision, time.Now);
        if (decision.Refusal is not null || decision.State is null)
            return decision.Refusal;

        var schedule = Schedule.Of(decision.State, decision.Drive, time.Now);
        SagaInvariants.Scheduled(decision.State, decision.Drive, schedule, time.Now);
        var isWrite = !decision.Events.IsEmpty || schedule.Hot != Hot;
        if (isWrite && Crashes())
        {
            Die();
            return null;
        }

        Hot = schedule.Hot;
        if (!decision.Events.IsEmpty)
            Journal.Add((decision.Events, decision.State));
        if (isWrite && Crashes())
        {
            Die();
            return null;
        }

        _drive = decision.Drive with { Stored = Hot };
        SetTimer(schedule.TickAt);
        foreach (var call in decision.Calls)
        {
            if (Crashes())
            {
                Die();
                return null;
            }

            SagaInvariants.Called(State!, call);
            Call(new BranchStamp(State!.Definition.Gid, State.Definition.Instance, call.Step, call.Op, call.Attempt, epoch), call.TimeoutSeconds);
        }

        return null;
    }

    private void SetTimer(DateTimeOffset? at)
    {
        var timer = ++_timer;
        if (at is not { } tick)
            return;
        time.At(tick, () =>
        {
            if (timer == _timer && _drive is not null)
                Handle(new TickInput());
        });
    }

    // Guards are woken early by a take-over, or by the due index at their time; waits never before their time.
    private void WakeByIndex()
    {
        if (Hot.DueAt is not { } due)
            return;
        var at = Hot.DueKind == DueKind.Guard && random.Next(2) == 0 ? time.Now.AddSeconds(random.NextDouble() * 5) : due;
        var dead = _timer;
        time.At(at, () =>
        {
            if (_timer == dead && _drive is null)
                Handle(new TickInput());
        });
    }

    private bool Crashes() => CrashPercent > 0 && random.Next(100) < CrashPercent;
}
