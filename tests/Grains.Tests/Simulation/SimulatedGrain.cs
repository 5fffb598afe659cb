using System.Collections.Immutable;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Simulation;

/// <summary>A transaction grain over a journal in memory, which can die at every append: before it is durable, after it, and between two calls.</summary>
internal sealed class SimulatedGrain(Random random, VirtualTime time, Invariants rules)
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

    /// <summary>Whether the answer to the last input was lost in a crash.</summary>
    public bool AnswerWasLost { get; private set; }

    /// <summary>Handles an input; loads the transaction first if no activation lives.</summary>
    public Refusal? Handle(TransactionInput input)
    {
        AnswerWasLost = false;
        if (_drive is null)
        {
            Load();
            // A report or a request may be the first thing that a new activation hears of.
            if (input is not TickInput && random.Next(2) == 0)
                Turn(new TickInput());
        }

        if (_drive is not null)
            return Turn(input);
        AnswerWasLost = true;
        return null;
    }

    /// <summary>The activation goes: the process died, or nothing kept it in memory.</summary>
    public void Die()
    {
        if (_drive is null)
            return;
        Log?.Add($"{time.Now:mm:ss.f} dies");
        _drive = null;
        _timer++;
        if (Hot.DueKind == DueKind.Guard && random.Next(2) == 0)
            TakeOver();
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
        var decision = TransactionKernel.Decide(before, drive, input, time.Now);
        Log?.Add($"{time.Now:mm:ss.f} #{epoch} {Brief(input)} => {decision.Refusal?.Message} [{string.Join(", ", decision.Events.Select(Brief))}] calls [{string.Join(", ", decision.Calls.Select(call => $"{call.Step} {call.Op} #{call.Attempt}"))}]");
        rules.Decided(before, input, decision, time.Now);
        if (decision.Refusal is not null || decision.State is null)
            return decision.Refusal;

        var schedule = Schedule.Of(decision.State, decision.Drive, time.Now);
        // What follows from nothing may lie in the past: the timer then fires at once.
        if (!decision.Events.IsEmpty || !decision.Calls.IsEmpty || !ReferenceEquals(decision.Drive, drive))
            rules.Scheduled(decision.State, decision.Drive, schedule, time.Now);
        var isWrite = !decision.Events.IsEmpty || schedule.Hot != Hot;
        if (isWrite && Crashes())
        {
            Die();
            AnswerWasLost = true;
            return null;
        }

        if (schedule.Hot != Hot)
            WriteHot(schedule.Hot);
        if (!decision.Events.IsEmpty)
            Journal.Add((decision.Events, decision.State));
        if (isWrite && Crashes())
        {
            Die();
            AnswerWasLost = true;
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

            rules.Called(State!, decision.Drive, call, time.Now);
            Call(new BranchStamp(State!.Definition.Gid, State.Definition.Instance, call.Step, call.Op, call.Attempt, epoch), call.TimeoutSeconds);
        }

        return null;
    }

    private static string Brief(object what) => what switch
    {
        SubmitInput or PrepareInput or TransactionCreated => what.GetType().Name,
        ReportInput e => $"{e.Stamp.Step} {e.Stamp.Op} #{e.Stamp.Attempt} of {e.Stamp.Epoch}: {e.Result.Outcome}",
        BranchSucceeded e => $"{e.Step} {e.Op} succeeded",
        AbortDecided e => $"abort [{string.Join(' ', e.Compensate)}] not [{string.Join(' ', e.NotCompensable)}] {e.Reason}",
        RetryScheduled e => $"{e.Step} {e.Op} {e.Outcome} again at {e.DueAt:mm:ss.f}",
        _ => what.ToString()!,
    };

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

    // Guards are woken at once by whoever takes over.
    private void TakeOver()
    {
        var dead = _timer;
        time.In(TimeSpan.FromSeconds(random.NextDouble() * 5), () =>
        {
            if (_timer == dead && _drive is null)
                Handle(new TickInput());
        });
    }

    // The due index is the backstop: it wakes whatever its time has come for, alive or not, until the row says otherwise.
    private void WriteHot(HotState hot)
    {
        Hot = hot;
        if (hot.DueAt is { } due)
            time.At(due, () => Poll(hot));
    }

    private void Poll(HotState hot)
    {
        if (Hot != hot)
            return;
        Handle(new TickInput());
        time.In(TimeSpan.FromSeconds(1), () => Poll(hot));
    }

    private bool Crashes() => CrashPercent > 0 && random.Next(100) < CrashPercent;
}
