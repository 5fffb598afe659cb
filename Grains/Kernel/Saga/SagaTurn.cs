using System.Collections.Immutable;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>One decision in the making: collects events and calls, and drives the saga as far as it can go. Lives within one Decide.</summary>
internal sealed class SagaTurn
{
    /// <summary>How long a held success may stay unwritten.</summary>
    internal static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    /// <summary>How long a compensation waits for its own action's call to come back.</summary>
    private static readonly TimeSpan ActionGrace = TimeSpan.FromSeconds(10);

    /// <summary>What a call may take beyond its timeout before it is started again: the wait for a place, and the report's way.</summary>
    private static readonly TimeSpan WatchdogGrace = TimeSpan.FromSeconds(15);

    /// <summary>Most successes that are held before they are written.</summary>
    private const int MaxHeld = 64;

    private readonly TransactionState? _durable;
    private readonly DateTimeOffset _now;
    private readonly ImmutableArray<TransactionEvent>.Builder _events = ImmutableArray.CreateBuilder<TransactionEvent>();
    private readonly ImmutableArray<CallInFlight>.Builder _calls = ImmutableArray.CreateBuilder<CallInFlight>();
    private readonly DriveState _before;
    private bool _onlySuccesses = true;

    public SagaTurn(TransactionState? durable, DriveState drive, DateTimeOffset now)
    {
        _durable = durable;
        _before = drive;
        _now = now;
        Drive = drive;
        State = durable;
        foreach (var held in drive.Held)
        {
            _events.Add(held);
            State = Evolver.Evolve(State, held);
        }
    }

    /// <summary>The state with everything decided so far.</summary>
    public TransactionState? State { get; private set; }

    /// <summary>The drive state as it will be.</summary>
    public DriveState Drive { get; set; }

    /// <summary>Waiting retries count as due.</summary>
    public bool EverythingIsDue { get; init; }

    public void Apply(TransactionEvent happened)
    {
        _events.Add(happened);
        _onlySuccesses &= happened is BranchSucceeded;
        State = Evolver.Evolve(State, happened);
    }

    /// <summary>Makes sure that a pass is under way.</summary>
    public void BeginPass()
    {
        if (!Drive.PassRunning)
            Drive = Drive with { Pass = Drive.Pass + 1 };
    }

    public void Remove(CallInFlight call) => Drive = Drive with { InFlight = Drive.InFlight.Remove(call) };

    public void Wait(int step, LocalWait wait) => Drive = Drive with { Waits = Drive.Waits.SetItem(step, wait) };

    /// <summary>Ends the unrecorded wait of a step, because a late report ended its op. Returns it, or null if there was none.</summary>
    public LocalWait? EndWait(int step)
    {
        var wait = Drive.Waits.GetValueOrDefault(step);
        if (wait is not null)
            Drive = Drive with { Waits = Drive.Waits.Remove(step) };
        return wait;
    }

    /// <summary>The abort decision, with the list of what to compensate.</summary>
    public void Abort(string reason)
    {
        var (compensate, notCompensable) = SagaPlan.Undo(State!);
        Apply(new AbortDecided(Text.Clean(reason, BranchResult.MaxExcerptLength), compensate, notCompensable, _now));
        Drive = Drive with { Waits = Drive.Waits.Clear(), ActionGraceUntil = _now + ActionGrace };
    }

    /// <summary>Calls whose report is overdue start again under the same stamp; actions that an abort decision has overtaken are given up.</summary>
    public void RestartOverdueCalls()
    {
        foreach (var call in Drive.InFlight)
        {
            if (call.WatchdogAt > _now)
                continue;
            if (call.Op != State!.CurrentOp)
            {
                Remove(call);
                continue;
            }

            var again = call with { WatchdogAt = WatchdogOf(call.TimeoutSeconds) };
            Drive = Drive with { InFlight = Drive.InFlight.Replace(call, again) };
            _calls.Add(again);
        }
    }

    /// <summary>An operator wants parked and waiting branches tried now.</summary>
    public void ResumeWaiting()
    {
        var op = State!.CurrentOp;
        if (State.ParkedReason is not null)
            Apply(new TransactionResumed(_now));
        for (var i = 0; i < State.Steps.Length; i++)
        {
            if (State.Steps[i].ParkedReason is not null || State.Steps[i].DueAt > _now)
                Apply(new BranchResumed(i, op, _now));
        }
    }

    /// <summary>Drives the saga as far as it can go without waiting, and closes the decision.</summary>
    public Decision Advance()
    {
        if (State is { ParkedReason: null })
        {
            if (State.Status == TransactionStatus.Submitted)
                Forward();
            if (State.Status == TransactionStatus.Aborting)
                Backward();
        }

        return Close();
    }

    private void Forward()
    {
        var count = State!.Steps.Length;
        for (var moved = true; moved;)
        {
            moved = false;
            for (var i = 0; i < count; i++)
                moved |= SagaPlan.MayStart(State, i) && StartOrComplete(i, BranchOp.Action, State.Definition.Steps[i].Action);
        }

        if (State.Steps.All(step => step.Action == OpStatus.Succeed))
            Apply(new TransactionFinished(TransactionStatus.Succeed, _now));
        else if (State.Definition.TimeoutAt <= _now)
            AbortForTimeout();
    }

    private void AbortForTimeout()
    {
        // The calls of this very decision have not left yet: they need not leave at all. Those that the watchdog repeats have.
        foreach (var call in _calls)
        {
            if (_before.Find(call.Step, call.Op) is null)
                Remove(call);
        }

        _calls.Clear();
        Abort($"Timeout after {State!.Definition.Options.TimeoutToFailSeconds} seconds");
    }

    private void Backward()
    {
        var dependants = SagaPlan.Dependants(State!.Definition);
        for (var moved = true; moved;)
        {
            moved = false;
            var known = new bool?[State.Steps.Length];
            for (var i = State.Steps.Length - 1; i >= 0; i--)
            {
                if (SagaPlan.MayCompensate(State, i, dependants, known) && !ActionIsStillOut(i))
                    moved |= StartOrComplete(i, BranchOp.Compensate, State.Definition.Steps[i].Compensate);
            }
        }

        if (!State.Steps.Any(SagaPlan.NeedsCompensation))
            Apply(new TransactionFinished(TransactionStatus.Failed, _now));
    }

    private bool ActionIsStillOut(int step) =>
        Drive.ActionGraceUntil > _now && Drive.Find(step, BranchOp.Action) is not null;

    /// <summary>Starts the op if it is due, or completes it if there is nothing to call. Returns whether something else may move now.</summary>
    private bool StartOrComplete(int step, BranchOp op, string url)
    {
        var state = State!.Steps[step];
        if (state.ParkedReason is not null || Drive.Find(step, op) is not null)
            return false;
        var wait = Drive.Waits.GetValueOrDefault(step);
        var attempt = Math.Max(state.Attempts, wait?.Attempts ?? 0) + 1;
        if (url.Length == 0)
        {
            Apply(new BranchSucceeded(step, op, new AttemptRecord(attempt, _now, 0, 0, "")));
            return true;
        }

        if (!EverythingIsDue && (wait?.DueAt ?? state.DueAt) > _now)
            return false;
        var timeout = State.Definition.RequestTimeoutSeconds(step);
        var call = new CallInFlight(step, op, attempt, timeout, WatchdogOf(timeout), wait?.Ongoing);
        _calls.Add(call);
        Drive = Drive with { InFlight = Drive.InFlight.Add(call), Waits = Drive.Waits.Remove(step) };
        BeginPass();
        return false;
    }

    private DateTimeOffset WatchdogOf(long timeoutSeconds) => _now.AddSeconds(timeoutSeconds) + WatchdogGrace;

    private Decision Close()
    {
        var final = State is { IsFinal: true };
        if (final)
            Drive = Drive with { InFlight = [], Waits = Drive.Waits.Clear(), ActionGraceUntil = null };
        if (Drive.PassRunning && (final || PassIsOver()))
            Drive = Drive with { EndedPass = Drive.Pass };

        var mayHold = _durable is not null && _onlySuccesses && _events.Count is > 0 and <= MaxHeld
            && _calls.Count == 0 && Drive.InFlight.Length > 0 && (_before.HeldSince ?? _now) + HoldTime > _now;
        if (mayHold)
        {
            Drive = Drive with { Held = _events.ToImmutable(), HeldSince = _before.HeldSince ?? _now };
            return new([], _durable, Drive, [], null);
        }

        Drive = Drive with { Held = [], HeldSince = null };
        return new(_events.ToImmutable(), State, Drive, _calls.ToImmutable(), null);
    }

    /// <summary>Nothing is in flight, and what is left waits for more than the pauses within a pass.</summary>
    private bool PassIsOver()
    {
        if (Drive.InFlight.Length > 0)
            return false;
        foreach (var wait in Drive.Waits.Values)
        {
            if (wait.InPass)
                return false;
        }

        return !State!.Steps.Any(step => step is { InPass: true, DueAt: not null });
    }
}
