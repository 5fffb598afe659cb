namespace OrleansSaga.Grains.Kernel.Saga;

/// <summary>What the result of a branch call means (protocol 3.5 and 5).</summary>
internal static class SagaReport
{
    public static Decision Decide(TransactionState? state, DriveState drive, ReportInput input, DateTimeOffset now)
    {
        var stamp = input.Stamp;
        if (state is null || state.IsFinal || state.Definition.Instance != stamp.Instance || (uint)stamp.Step >= (uint)state.Steps.Length)
            return Decision.Nothing(state, drive);

        var turn = new SagaTurn(state, drive, now);
        var call = drive.Find(stamp.Step, stamp.Op);
        var awaited = call is not null && call.Attempt == stamp.Attempt && drive.Epoch == stamp.Epoch;
        // A compensation cannot be refused: its FAILURE only says "later", like an error.
        var conclusive = input.Result.Outcome == BranchOutcome.Success || (input.Result.Outcome == BranchOutcome.Failure && stamp.Op == BranchOp.Action);
        var counts = (awaited || conclusive) && IsOpen(turn.State!, stamp);
        // What succeeded need not be waited for. After a refusal that was not the awaited one, the awaited one may still take
        // effect: it stays in flight, and its compensation waits for it.
        if (call is not null && (awaited || (counts && input.Result.Outcome == BranchOutcome.Success)))
            turn.Remove(call);
        if (counts)
            Take(turn, input, call?.Ongoing ?? turn.EndWait(stamp.Step)?.Ongoing, now);
        return turn.Advance();
    }

    private static bool IsOpen(TransactionState state, BranchStamp stamp)
    {
        var step = state.Steps[stamp.Step];
        return stamp.Op == BranchOp.Action
            ? state.Status == TransactionStatus.Submitted && step.Action == OpStatus.Prepared
            : state.Status == TransactionStatus.Aborting && SagaPlan.NeedsCompensation(step);
    }

    private static void Take(SagaTurn turn, ReportInput input, OngoingRepeated? unrecorded, DateTimeOffset now)
    {
        var (stamp, result) = (input.Stamp, input.Result);
        var attempt = new AttemptRecord(stamp.Attempt, result.StartedAt, result.DurationMs, result.StatusCode, Text.Clean(result.Excerpt, BranchResult.MaxExcerptLength));
        if (unrecorded is not null && result.Outcome is not (BranchOutcome.Deferred or BranchOutcome.Ongoing))
            turn.Apply(unrecorded);
        switch (result.Outcome)
        {
            case BranchOutcome.Success:
                turn.Apply(new BranchSucceeded(stamp.Step, stamp.Op, attempt));
                break;
            case BranchOutcome.Failure when stamp.Op == BranchOp.Action:
                turn.Apply(new BranchRefused(stamp.Step, attempt));
                turn.Abort($"url:{turn.State!.Definition.Steps[stamp.Step].Action} return failed: {attempt.Excerpt}");
                break;
            case BranchOutcome.Deferred:
                turn.Wait(stamp.Step, new LocalWait(now + RetryRules.AfterDeferral(input.Jitter), stamp.Attempt - 1, InPass: true, unrecorded));
                break;
            case BranchOutcome.Ongoing:
                Again(turn, stamp, attempt, BranchOutcome.Ongoing, unrecorded, input.Jitter, now);
                break;
            default:
                Again(turn, stamp, attempt, BranchOutcome.Error, unrecorded, input.Jitter, now);
                break;
        }
    }

    private static void Again(SagaTurn turn, BranchStamp stamp, AttemptRecord attempt, BranchOutcome outcome, OngoingRepeated? unrecorded, double jitter, DateTimeOffset now)
    {
        var state = turn.State!;
        var definition = state.Definition;
        var step = state.Steps[stamp.Step];
        var policy = definition.Steps[stamp.Step].Policy;
        var errors = step.Errors + (outcome == BranchOutcome.Error ? 1 : 0);

        if (errors >= policy.MaxAttempts && outcome == BranchOutcome.Error)
        {
            GiveUp(turn, stamp, attempt, policy, errors);
            return;
        }

        var limit = definition.Options.RetryLimit;
        if (limit > 0 && stamp.Op == BranchOp.Action)
        {
            if (state.RetriesUsed < limit)
                turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, now + RetryRules.WithinPass(state.RetriesUsed), 0, CountsAgainstLimit: true));
            else
                AbandonForLimit(turn, stamp, attempt, outcome, limit, now);
            return;
        }

        var seconds = RetryRules.IntervalSeconds(definition, stamp.Step, errors);
        var dueAt = now + RetryRules.WithJitter(definition, seconds, jitter);
        // Repeated "ongoing" answers coalesce: only the due time moves.
        if (outcome == BranchOutcome.Ongoing && step.LastOutcome == BranchOutcome.Ongoing && step.IntervalSeconds == seconds)
        {
            var ongoing = new OngoingRepeated(stamp.Step, stamp.Op, (unrecorded?.Count ?? 0) + 1, unrecorded?.FirstAt ?? attempt.StartedAt, attempt.StartedAt);
            turn.Wait(stamp.Step, new LocalWait(dueAt, stamp.Attempt, InPass: false, ongoing));
            return;
        }

        turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, dueAt, seconds, CountsAgainstLimit: false));
    }

    private static void GiveUp(SagaTurn turn, BranchStamp stamp, AttemptRecord attempt, StepPolicy policy, int errors)
    {
        var reason = $"{TransactionDefinition.BranchId(stamp.Step)}/{WireNames.Of(stamp.Op)}: gave up after {errors} attempts: {attempt.Excerpt}";
        turn.Apply(new BranchParked(stamp.Step, stamp.Op, attempt, Text.Clean(reason, BranchResult.MaxExcerptLength)));
        // Only an action can be taken back; a compensation that gives up always waits for a person.
        if (stamp.Op == BranchOp.Action && !policy.Park)
            turn.Abort(reason);
    }

    private static void AbandonForLimit(SagaTurn turn, BranchStamp stamp, AttemptRecord attempt, BranchOutcome outcome, long limit, DateTimeOffset now)
    {
        turn.Apply(new RetryScheduled(stamp.Step, stamp.Op, attempt, outcome, now, 0, CountsAgainstLimit: false));
        turn.Abort($"RetryCount is greater than RetryLimit, RetryLimit: {limit}");
    }
}
