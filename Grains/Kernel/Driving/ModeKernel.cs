using System.Diagnostics;

namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>What the kernels of all modes share: which call is allowed in which state (protocol 1.5). Where a mode differs, it overrides.</summary>
internal abstract class ModeKernel
{
    /// <summary>Decides what follows from an input. A state, where there is one, has this kernel's mode.</summary>
    public Decision Decide(TransactionState? state, DriveState drive, TransactionInput input, DateTimeOffset now) => input switch
    {
        PrepareInput i => Prepare(state, drive, i, now),
        SubmitInput i => Submit(state, drive, i, now),
        RegisterInput i => Register(state, drive, i, now),
        ProgressInput i => Progress(state, drive, i, now),
        AbortInput i => state is null ? NotFound(drive) : Abort(state, drive, i, now),
        ForceStopInput => ForceStop(state, drive, now),
        RetryInput i => Retry(state, drive, i, now),
        ReportInput i => BranchReport.Decide(state is { IsFinal: false } ? Turn(state, drive, now) : null, state, drive, i, now),
        TickInput => Tick(state, drive, now),
        _ => throw new UnreachableException($"No rule for {input.GetType().Name}."),
    };

    /// <summary>A turn of this mode. With <paramref name="everythingIsDue"/> waiting retries are made now.</summary>
    protected abstract ModeTurn Turn(TransactionState? state, DriveState drive, DateTimeOffset now, bool everythingIsDue = false);

    protected virtual Decision Prepare(TransactionState? state, DriveState drive, PrepareInput input, DateTimeOffset now)
    {
        if (state is null)
            return Create(drive, input.Definition, TransactionStatus.Prepared, now);
        return state.Status == TransactionStatus.Prepared
            ? Decision.Nothing(state, drive)
            : WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', cannot prepare.");
    }

    protected virtual Decision Submit(TransactionState? state, DriveState drive, SubmitInput input, DateTimeOffset now)
    {
        switch (state?.Status)
        {
            case null:
                return Create(drive, input.Definition, TransactionStatus.Submitted, now);
            case TransactionStatus.Prepared:
                var first = Turn(state, drive, now);
                first.Submit(Submitted(state, input, now));
                first.BeginPass();
                return first.Advance();
            case TransactionStatus.Submitted:
                // Defect 11.1 is not copied: the stored branches go on, and what waits is tried at once.
                return PassNow(state, drive, now);
            default:
                // "sumbmit" is DTM's own spelling; some clients match the text.
                return WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', cannot sumbmit.");
        }
    }

    protected virtual TransactionSubmitted Submitted(TransactionState state, SubmitInput input, DateTimeOffset now) => new(now);

    protected virtual Decision Abort(TransactionState state, DriveState drive, AbortInput input, DateTimeOffset now) => CannotAbort(state, drive);

    protected virtual Decision Register(TransactionState? state, DriveState drive, RegisterInput input, DateTimeOffset now) =>
        Decision.Refuse(state, drive, ReplyCode.Invalid, "trans_type: branches are registered for tcc, xa and workflow only");

    protected virtual Decision Progress(TransactionState? state, DriveState drive, ProgressInput input, DateTimeOffset now) =>
        Decision.Refuse(state, drive, ReplyCode.Invalid, "trans_type: progress is recorded for workflows only");

    protected Decision Create(DriveState drive, TransactionDefinition? definition, TransactionStatus status, DateTimeOffset now)
    {
        var turn = Turn(null, drive, now);
        turn.Apply(new TransactionCreated(definition ?? throw new UnreachableException("A new gid needs a definition."), status));
        if (status == TransactionStatus.Submitted)
            turn.BeginPass();
        return turn.Advance();
    }

    /// <summary>Another pass, in which everything that waits is tried at once.</summary>
    protected Decision PassNow(TransactionState state, DriveState drive, DateTimeOffset now)
    {
        var turn = Turn(state, drive, now, everythingIsDue: true);
        turn.BeginPass();
        return turn.Advance();
    }

    protected static Decision CannotAbort(TransactionState state, DriveState drive) =>
        WrongState(state, drive, $"trans type: '{WireNames.Of(state.Definition.Mode)}' current status '{WireNames.Of(state.Status)}', cannot abort.");

    protected static Decision WrongState(TransactionState state, DriveState drive, string message) =>
        Decision.Refuse(state, drive, ReplyCode.WrongState, message);

    private static Decision NotFound(DriveState drive) => Decision.Refuse(null, drive, ReplyCode.NotFound, "");

    private Decision ForceStop(TransactionState? state, DriveState drive, DateTimeOffset now)
    {
        if (state is null)
            return NotFound(drive);
        if (state.IsFinal)
            return WrongState(state, drive, $"global transaction force stop error. status: {WireNames.Of(state.Status)}. error:");
        var turn = Turn(state, drive, now);
        turn.Apply(new TransactionForceStopped(now, OpenBranches.Of(turn.State!)));
        return turn.Advance();
    }

    private Decision Retry(TransactionState? state, DriveState drive, RetryInput input, DateTimeOffset now)
    {
        if (state is null)
            return NotFound(drive);
        if (state.IsFinal && !input.Unpark)
            return Decision.Nothing(state, drive);
        if (state.IsFinal || (input.Unpark && IsLeftToItsClient(state, now)))
            return WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', nothing to retry.");

        var turn = Turn(state, drive, now, everythingIsDue: true);
        if (input.Unpark)
            turn.ResumeWaiting();
        if (state.Status != TransactionStatus.Prepared)
            turn.BeginPass();
        return turn.Advance();
    }

    /// <summary>Prepared, and nothing that an operator could hurry: only its client, or its timeout, moves it.</summary>
    private static bool IsLeftToItsClient(TransactionState state, DateTimeOffset now) =>
        state is { Status: TransactionStatus.Prepared, ParkedReason: null } && state.Definition.Mode switch
        {
            // Before its timeout a message's sender may be in the middle of its local transaction.
            TransactionMode.Message => state.Definition.PreparedUntil > now,
            TransactionMode.Workflow => state.Definition.QueryPrepared.Length == 0,
            _ => true,
        };

    private Decision Tick(TransactionState? state, DriveState drive, DateTimeOffset now)
    {
        if (state is null || state.IsFinal)
            return Decision.Nothing(state, drive);
        var turn = Turn(state, drive, now);
        turn.RestartOverdueCalls();
        return turn.Advance();
    }
}
