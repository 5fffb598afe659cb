using System.Collections.Immutable;
using System.Diagnostics;
using OrleansSaga.Grains.Kernel.Saga;

namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>One decision in the making: collects events and calls; how far a transaction can be driven is said by its mode. Lives within one Decide.</summary>
internal abstract class ModeTurn
{
    /// <summary>How long a held success may stay unwritten.</summary>
    internal static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    /// <summary>What a call may take beyond its timeout before it is started again: the wait for a place, and the report's way.</summary>
    private static readonly TimeSpan WatchdogGrace = TimeSpan.FromSeconds(15);

    /// <summary>Most successes that are held before they are written.</summary>
    private const int MaxHeld = 64;

    private readonly TransactionState? _durable;
    private readonly ImmutableArray<TransactionEvent>.Builder _events = ImmutableArray.CreateBuilder<TransactionEvent>();
    private readonly ImmutableArray<CallInFlight>.Builder _calls = ImmutableArray.CreateBuilder<CallInFlight>();
    private readonly DriveState _before;
    private bool _onlySuccesses = true;

    protected ModeTurn(TransactionState? durable, DriveState drive, DateTimeOffset now)
    {
        _durable = durable;
        _before = drive;
        Now = now;
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

    /// <summary>The present.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>
    /// Whether a success may stay unwritten although another call follows it. Only where a decision is durable and no timeout can
    /// take it back: a crash then merely repeats calls (docs/decisions/0008).
    /// </summary>
    protected virtual bool HoldsAcrossCalls => false;

    /// <summary>Whether FAILURE is an answer to this op, and not just another error.</summary>
    public virtual bool CanRefuse(BranchOp op) => false;

    /// <summary>What follows from a refusal. Called only for ops that can be refused.</summary>
    public virtual void Refuse(BranchStamp stamp, AttemptRecord attempt) => throw new UnreachableException($"{stamp.Op} cannot be refused.");

    /// <summary>What follows from a success.</summary>
    public virtual void Succeed(BranchStamp stamp, AttemptRecord attempt) => Apply(new BranchSucceeded(stamp.Step, stamp.Op, attempt));

    /// <summary>Drives the transaction as far as it can go without waiting.</summary>
    protected abstract void Progress();

    public void Apply(TransactionEvent happened)
    {
        _events.Add(happened);
        _onlySuccesses &= happened is BranchSucceeded;
        State = Evolver.Evolve(State, happened);
    }

    /// <summary>The decision for the transaction. Nobody waits for a check-back any more: whatever it says comes too late.</summary>
    public void Submit(TransactionSubmitted submitted)
    {
        Apply(submitted);
        Drive = Drive with { InFlight = Drive.InFlight.RemoveAll(call => call.Step < 0), Waits = Drive.Waits.Remove(-1) };
    }

    /// <summary>Makes sure that a pass is under way.</summary>
    public void BeginPass()
    {
        if (!Drive.PassRunning)
            Drive = Drive with { Pass = Drive.Pass + 1, Problem = null };
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

    /// <summary>Notes what first went wrong in the pass.</summary>
    public void NoteProblem(BranchOutcome outcome, string message) =>
        Drive = Drive with { Problem = Drive.Problem ?? new PassProblem(outcome, message) };

    /// <summary>Calls whose report is overdue start again under the same stamp; actions that an abort decision has overtaken are given up.</summary>
    public void RestartOverdueCalls()
    {
        foreach (var call in Drive.InFlight)
        {
            if (call.WatchdogAt > Now)
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
            Apply(new TransactionResumed(Now));
        var (first, end) = State.Status == TransactionStatus.Prepared ? (-1, 0) : (0, State.Steps.Length);
        for (var i = first; i < end; i++)
        {
            if (State.StateOf(i).ParkedReason is not null || State.StateOf(i).DueAt > Now)
                Apply(new BranchResumed(i, op, Now));
        }
    }

    /// <summary>Drives the transaction as far as it can go without waiting, and closes the decision.</summary>
    public Decision Advance()
    {
        if (State is { ParkedReason: null, IsFinal: false })
            Progress();
        return Close();
    }

    /// <summary>Takes back the calls of this very decision: they have not left, and need not. Those that the watchdog repeats have.</summary>
    protected void TakeBackCalls()
    {
        foreach (var call in _calls)
        {
            if (_before.Find(call.Step, call.Op) is null)
                Remove(call);
        }

        _calls.Clear();
    }

    /// <summary>Calls every branch that has not followed the decision, one at a time in order, or all at once. Returns whether nothing is left.</summary>
    protected bool FollowDecision(BranchOp op, bool lastFirst, bool parallel)
    {
        var count = State!.Steps.Length;
        var isDone = true;
        for (var i = 0; i < count; i++)
        {
            var branch = lastFirst ? count - 1 - i : i;
            var step = State.Steps[branch];
            var isPending = op.IsBackward() ? SagaPlan.NeedsCompensation(step) : step.Action != OpStatus.Succeed;
            if (!isPending || StartOrComplete(branch, op))
                continue;
            isDone = false;
            if (!parallel)
                break;
        }

        return isDone;
    }

    /// <summary>Starts the op if it is due, or completes it if there is nothing to call. Returns whether something else may move now.</summary>
    protected bool StartOrComplete(int step, BranchOp op)
    {
        var state = State!.StateOf(step);
        if (state.ParkedReason is not null || Drive.Find(step, op) is not null)
            return false;
        var wait = Drive.Waits.GetValueOrDefault(step);
        var attempt = Math.Max(state.Attempts, wait?.Attempts ?? 0) + 1;
        if (State.Definition.UrlOf(step, op).Length == 0)
        {
            Succeed(new BranchStamp(State.Definition.Gid, State.Definition.Instance, step, op, attempt, Drive.Epoch), new AttemptRecord(attempt, Now, 0, 0, ""));
            return true;
        }

        if (!EverythingIsDue && (wait?.DueAt ?? state.DueAt) > Now)
            return false;
        var timeout = State.Definition.RequestTimeoutSeconds(step);
        var call = new CallInFlight(step, op, attempt, timeout, WatchdogOf(timeout), wait?.Ongoing);
        _calls.Add(call);
        Drive = Drive with { InFlight = Drive.InFlight.Add(call), Waits = Drive.Waits.Remove(step) };
        BeginPass();
        return false;
    }

    private DateTimeOffset WatchdogOf(long timeoutSeconds) => Now.AddSeconds(timeoutSeconds) + WatchdogGrace;

    private Decision Close()
    {
        var final = State is { IsFinal: true };
        if (final)
            Drive = Drive with { InFlight = [], Waits = Drive.Waits.Clear(), ActionGraceUntil = null };
        if (Drive.PassRunning && (final || PassIsOver()))
            Drive = Drive with { EndedPass = Drive.Pass };

        var mayHold = _durable is not null && _onlySuccesses && _events.Count is > 0 and <= MaxHeld
            && (_calls.Count == 0 || (HoldsAcrossCalls && _durable.Status == State!.Status)) && Drive.InFlight.Length > 0 && (_before.HeldSince ?? Now) + HoldTime > Now;
        if (mayHold)
        {
            Drive = Drive with { Held = _events.ToImmutable(), HeldSince = _before.HeldSince ?? Now };
            return new([], _durable, Drive, _calls.ToImmutable(), null);
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
