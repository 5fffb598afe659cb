using OrleansSaga.Grains.Kernel.Saga;

namespace OrleansSaga.Grains.Kernel.Driving;

/// <summary>What the result of a branch call means (protocol 3.5 and 5).</summary>
internal static class BranchReport
{
    /// <summary>Decides on a report in <paramref name="turn"/>, which is null when there is no unfinished transaction.</summary>
    public static Decision Decide(ModeTurn? turn, TransactionState? state, DriveState drive, ReportInput input, DateTimeOffset now)
    {
        var stamp = input.Stamp;
        if (turn is null || state is null || state.Definition.Instance != stamp.Instance || stamp.Step < -1 || stamp.Step >= state.Steps.Length)
            return Decision.Nothing(state, drive);

        var call = drive.Find(stamp.Step, stamp.Op);
        var awaited = call is not null && call.Attempt == stamp.Attempt && drive.Epoch == stamp.Epoch;
        var conclusive = IsConclusive(turn, stamp.Op, input.Result.Outcome);
        var counts = (awaited || conclusive) && IsOpen(turn.State!, stamp);
        // What succeeded need not be waited for. After a refusal that was not the awaited one, the awaited one may still take
        // effect: it stays in flight, and its compensation waits for it.
        if (call is not null && (awaited || (counts && input.Result.Outcome == BranchOutcome.Success)))
            turn.Remove(call);
        if (counts)
            Take(turn, input, call?.Ongoing ?? turn.EndWait(stamp.Step)?.Ongoing, now);
        return turn.Advance();
    }

    // Only some ops can be refused: of the others FAILURE says no more than "later", like an error. How a workflow ended is for its
    // client to say: an answer to the callback ends nothing.
    private static bool IsConclusive(ModeTurn turn, BranchOp op, BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.Success => op != BranchOp.Callback,
        BranchOutcome.Failure => turn.CanRefuse(op),
        _ => false,
    };

    private static bool IsOpen(TransactionState state, BranchStamp stamp)
    {
        if (stamp.Op != state.CurrentOp || stamp.Op.ConcernsTheWhole() != (stamp.Step < 0))
            return false;
        if (state.Status == TransactionStatus.Prepared)
            return stamp.Step < 0;
        var step = state.Steps[stamp.Step];
        return stamp.Op.IsBackward() ? SagaPlan.NeedsCompensation(step) : step.Action == OpStatus.Prepared;
    }

    private static void Take(ModeTurn turn, ReportInput input, OngoingRepeated? unrecorded, DateTimeOffset now)
    {
        var (stamp, result) = (input.Stamp, input.Result);
        var attempt = new AttemptRecord(stamp.Attempt, result.StartedAt, result.DurationMs, result.StatusCode, Text.Clean(result.Excerpt, BranchResult.MaxExcerptLength));
        if (unrecorded is not null && result.Outcome is not BranchOutcome.Deferred && !Coalesces(turn.State!, stamp, result.Outcome))
            turn.Apply(unrecorded);
        if (result.Outcome is BranchOutcome.Failure or BranchOutcome.Ongoing or BranchOutcome.Error)
            turn.NoteProblem(result.Outcome, attempt.Excerpt);
        switch (result.Outcome)
        {
            case BranchOutcome.Success when stamp.Op != BranchOp.Callback:
                turn.Succeed(stamp, attempt);
                break;
            case BranchOutcome.Failure when turn.CanRefuse(stamp.Op):
                turn.Refuse(stamp, attempt);
                break;
            case BranchOutcome.Deferred:
                turn.Wait(stamp.Step, new LocalWait(now + RetryRules.AfterDeferral(input.Jitter), stamp.Attempt - 1, InPass: true, unrecorded));
                break;
            case BranchOutcome.Ongoing or BranchOutcome.Success:
                Again(turn, stamp, attempt, result.Outcome, unrecorded, input.Jitter, now);
                break;
            default:
                Again(turn, stamp, attempt, BranchOutcome.Error, unrecorded, input.Jitter, now);
                break;
        }
    }

    private static void Again(ModeTurn turn, BranchStamp stamp, AttemptRecord attempt, BranchOutcome outcome, OngoingRepeated? unrecorded, double jitter, DateTimeOffset now)
    {
        var state = turn.State!;
        var definition = state.Definition;
        var step = state.StateOf(stamp.Step);
        var policy = stamp.Step < 0 ? StepPolicy.None : definition.Steps[stamp.Step].Policy;
        var errors = Evolver.ErrorsAfter(step, stamp.Op, outcome);

        if (errors >= policy.MaxAttempts && outcome == BranchOutcome.Error)
        {
            GiveUp(turn, stamp, attempt, policy, errors);
            return;
        }

        var limit = definition.Options.RetryLimit;
        if (limit > 0 && turn is SagaTurn saga && stamp.Op == BranchOp.Action)
        {
            if (state.RetriesUsed < limit)
                turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, now + RetryRules.WithinPass(state.RetriesUsed), 0, CountsAgainstLimit: true));
            else
                AbandonForLimit(saga, stamp, attempt, outcome, limit, now);
            return;
        }

        var seconds = RetryRules.IntervalSeconds(definition, stamp.Step, errors);
        var dueAt = now + RetryRules.WithJitter(definition, seconds, jitter);
        if (Coalesces(state, stamp, outcome))
        {
            var ongoing = new OngoingRepeated(stamp.Step, stamp.Op, (unrecorded?.Count ?? 0) + 1, unrecorded?.FirstAt ?? attempt.StartedAt, attempt.StartedAt);
            turn.Wait(stamp.Step, new LocalWait(dueAt, stamp.Attempt, InPass: false, ongoing));
            return;
        }

        turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, dueAt, seconds, CountsAgainstLimit: false));
    }

    /// <summary>Repeated "ongoing" answers are not recorded one by one: only the due time moves. The first of an interval is.</summary>
    private static bool Coalesces(TransactionState state, BranchStamp stamp, BranchOutcome outcome)
    {
        var step = state.StateOf(stamp.Step);
        return outcome == BranchOutcome.Ongoing && step.LastOutcome == BranchOutcome.Ongoing
            && step.IntervalSeconds == RetryRules.IntervalSeconds(state.Definition, stamp.Step, Evolver.ErrorsAfter(step, stamp.Op, outcome));
    }

    private static void GiveUp(ModeTurn turn, BranchStamp stamp, AttemptRecord attempt, StepPolicy policy, int errors)
    {
        var reason = $"{turn.State!.Definition.BranchId(stamp.Step)}/{WireNames.Of(stamp.Op)}: gave up after {errors} attempts: {attempt.Excerpt}";
        turn.Apply(new BranchParked(stamp.Step, stamp.Op, attempt, Text.Clean(reason, BranchResult.MaxExcerptLength)));
        // Only an action can be taken back; a compensation that gives up always waits for a person.
        if (turn is SagaTurn saga && stamp.Op == BranchOp.Action && !policy.Park)
            saga.Abort(reason);
    }

    private static void AbandonForLimit(SagaTurn turn, BranchStamp stamp, AttemptRecord attempt, BranchOutcome outcome, long limit, DateTimeOffset now)
    {
        turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, now, 0, CountsAgainstLimit: false));
        turn.Abort($"RetryCount is greater than RetryLimit, RetryLimit: {limit}");
    }
}
