using System.Diagnostics;

namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>The saga's decisions (protocol 1.5 and 4.1): a pure function of state, drive state, input and time.</summary>
public static class SagaKernel
{
    /// <summary>Decides what follows from <paramref name="input"/>. <paramref name="state"/> is null while the gid is unknown.</summary>
    public static Decision Decide(TransactionState? state, DriveState drive, TransactionInput input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(drive);
        return input switch
        {
            PrepareInput i => Prepare(state, drive, i, now),
            SubmitInput i => Submit(state, drive, i, now),
            AbortInput i => Abort(state, drive, i),
            ForceStopInput => ForceStop(state, drive, now),
            RetryInput i => Retry(state, drive, i, now),
            ReportInput i => SagaReport.Decide(state, drive, i, now),
            TickInput => Tick(state, drive, now),
            _ => throw new UnreachableException($"No rule for {input?.GetType().Name}."),
        };
    }

    private static Decision Prepare(TransactionState? state, DriveState drive, PrepareInput input, DateTimeOffset now)
    {
        if (state is null)
            return Create(drive, input.Definition, TransactionStatus.Prepared, now);
        if (state.Status == TransactionStatus.Prepared)
            return Decision.Nothing(state, drive);
        return WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', cannot prepare.");
    }

    private static Decision Submit(TransactionState? state, DriveState drive, SubmitInput input, DateTimeOffset now)
    {
        switch (state?.Status)
        {
            case null:
                return Create(drive, input.Definition, TransactionStatus.Submitted, now);
            case TransactionStatus.Prepared:
                var first = new SagaTurn(state, drive, now);
                first.Apply(new TransactionSubmitted(now));
                first.BeginPass();
                return first.Advance();
            case TransactionStatus.Submitted:
                // Defect 11.1 is not copied: the stored branches go on, and what waits is tried at once.
                var again = new SagaTurn(state, drive, now) { EverythingIsDue = true };
                again.BeginPass();
                return again.Advance();
            default:
                // "sumbmit" is DTM's own spelling; some clients match the text.
                return WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', cannot sumbmit.");
        }
    }

    private static Decision Create(DriveState drive, TransactionDefinition? definition, TransactionStatus status, DateTimeOffset now)
    {
        var turn = new SagaTurn(null, drive, now);
        turn.Apply(new TransactionCreated(definition ?? throw new UnreachableException("A new gid needs a definition."), status));
        if (status == TransactionStatus.Submitted)
            turn.BeginPass();
        return turn.Advance();
    }

    private static Decision Abort(TransactionState? state, DriveState drive, AbortInput input) =>
        state is null
            ? Decision.Refuse(state, drive, ReplyCode.NotFound, "")
            : WrongState(state, drive, $"trans type: '{WireNames.Of(state.Definition.Mode)}' current status '{WireNames.Of(state.Status)}', cannot abort.");

    private static Decision ForceStop(TransactionState? state, DriveState drive, DateTimeOffset now)
    {
        if (state is null)
            return Decision.Refuse(state, drive, ReplyCode.NotFound, "");
        if (state.IsFinal)
            return WrongState(state, drive, $"global transaction force stop error. status: {WireNames.Of(state.Status)}. error:");
        var turn = new SagaTurn(state, drive, now);
        turn.Apply(new TransactionForceStopped(now, SagaView.OpenBranches(turn.State!)));
        return turn.Advance();
    }

    private static Decision Retry(TransactionState? state, DriveState drive, RetryInput input, DateTimeOffset now)
    {
        if (state is null)
            return Decision.Refuse(state, drive, ReplyCode.NotFound, "");
        if (state.IsFinal || state.Status == TransactionStatus.Prepared)
        {
            return input.Unpark
                ? WrongState(state, drive, $"current status '{WireNames.Of(state.Status)}', nothing to retry.")
                : Decision.Nothing(state, drive);
        }

        var turn = new SagaTurn(state, drive, now) { EverythingIsDue = true };
        if (input.Unpark)
            turn.ResumeWaiting();
        turn.BeginPass();
        return turn.Advance();
    }

    private static Decision Tick(TransactionState? state, DriveState drive, DateTimeOffset now)
    {
        if (state is null || state.IsFinal)
            return Decision.Nothing(state, drive);
        var turn = new SagaTurn(state, drive, now);
        turn.RestartOverdueCalls();
        return turn.Advance();
    }

    private static Decision WrongState(TransactionState state, DriveState drive, string message) =>
        Decision.Refuse(state, drive, ReplyCode.WrongState, message);
}
