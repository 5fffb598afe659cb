using System.Collections.Immutable;
using Google.Protobuf;
using OrleansSaga.Grains.Kernel;
using Wire = OrleansSaga.Grains.Journal.Records;

namespace OrleansSaga.Grains.Journal;

/// <summary>Wire events to kernel events.</summary>
internal static class EventDecoder
{
    public static TransactionEvent Decode(Wire.Event happened) => happened.KindCase switch
    {
        Wire.Event.KindOneofCase.Created => Decode(happened.Created),
        Wire.Event.KindOneofCase.Submitted => new TransactionSubmitted(At(happened.Submitted.At)) { NotBefore = AtOrNull(happened.Submitted.NotBefore) },
        Wire.Event.KindOneofCase.BranchRegistered => new BranchRegistered(Decode(happened.BranchRegistered.Branch), At(happened.BranchRegistered.At)),
        Wire.Event.KindOneofCase.ProgressRecorded => new ProgressRecorded(Decode(happened.ProgressRecorded.Progress), AtOrNull(happened.ProgressRecorded.CallbackAt)),
        Wire.Event.KindOneofCase.BranchSucceeded => Decode(happened.BranchSucceeded),
        Wire.Event.KindOneofCase.BranchRefused => new BranchRefused(happened.BranchRefused.Step, Decode(happened.BranchRefused.Attempt)),
        Wire.Event.KindOneofCase.RetryScheduled => Decode(happened.RetryScheduled),
        Wire.Event.KindOneofCase.BranchParked => Decode(happened.BranchParked),
        Wire.Event.KindOneofCase.BranchResumed => new BranchResumed(happened.BranchResumed.Step, (BranchOp)happened.BranchResumed.Op, At(happened.BranchResumed.At)),
        Wire.Event.KindOneofCase.AbortDecided => Decode(happened.AbortDecided),
        Wire.Event.KindOneofCase.Finished => Decode(happened.Finished),
        Wire.Event.KindOneofCase.ForceStopped => new TransactionForceStopped(At(happened.ForceStopped.At), [.. happened.ForceStopped.OpenBranches]),
        Wire.Event.KindOneofCase.TransactionParked => new TransactionParked(happened.TransactionParked.Reason, At(happened.TransactionParked.At)),
        Wire.Event.KindOneofCase.TransactionResumed => new TransactionResumed(At(happened.TransactionResumed.At)),
        Wire.Event.KindOneofCase.OngoingRepeated => Decode(happened.OngoingRepeated),
        Wire.Event.KindOneofCase.Snapshot => Decode(happened.Snapshot),
        _ => throw new UnreadableRecordException("The record holds an event that this silo does not know."),
    };

    public static Guid Guid(ByteString bytes) => bytes.Length == 16
        ? new Guid(bytes.Span, bigEndian: true)
        : throw new UnreadableRecordException("An id does not have 16 bytes.");

    public static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static TransactionCreated Decode(Wire.Created c)
    {
        var steps = ImmutableArray.CreateBuilder<StepDefinition>(c.Steps.Count);
        foreach (var step in c.Steps)
            steps.Add(Decode(step));
        var o = c.Options;
        var definition = new TransactionDefinition(
            c.Gid, Guid(c.Instance), (TransactionMode)c.Mode, c.Protocol, At(c.CreatedAt),
            new StartOptions(o.WaitResult, o.TimeoutToFailSeconds, o.RequestTimeoutSeconds, o.RetryIntervalSeconds, o.BranchHeaders, o.Concurrent, o.RetryLimit, o.RetryCount),
            new ResolvedDefaults(o.ResolvedRequestTimeoutSeconds, o.ResolvedRetryBaseSeconds, o.ResolvedRetryMaxSeconds, o.ResolvedJitterRatio)
            {
                TimeoutToFailSeconds = o.ResolvedTimeoutToFailSeconds,
            },
            steps.MoveToImmutable(), c.Concurrent, c.CustomData, c.QueryPrepared, c.Tags, OrNull(c.Traceparent))
        {
            Tenant = c.Tenant,
            DefinitionName = c.DefinitionName,
            DefinitionVersion = c.DefinitionVersion,
            DelaySeconds = c.DelaySeconds,
            WorkflowName = c.WorkflowName,
            WorkflowData = c.WorkflowData.Memory,
        };
        return new TransactionCreated(definition, (TransactionStatus)c.Status);
    }

    private static StepDefinition Decode(Wire.Step step) =>
        new(step.Action, step.Compensate, step.Payload.Memory, [.. step.After], Decode(step.Policy)) { BranchId = step.BranchId };

    private static TransactionFinished Decode(Wire.Finished e) =>
        new((TransactionStatus)e.Status, At(e.At)) { RollbackReason = OrNull(e.RollbackReason), Result = OrNull(e.Result) };

    private static WorkflowProgress Decode(Wire.Progress p) => new(p.BranchId, p.Op, (OpStatus)p.Status, p.Data.Memory, At(p.At));

    private static StepPolicy Decode(Wire.Policy? p) => p is null
        ? StepPolicy.None
        : new StepPolicy(
            p.RequestTimeoutSeconds == 0 ? null : p.RequestTimeoutSeconds,
            p.MaxAttempts == 0 ? null : p.MaxAttempts,
            p.BackoffInitialSeconds == 0 ? null : new StepBackoff(p.BackoffInitialSeconds, p.BackoffMultiplier, p.BackoffMaxSeconds),
            p.NonCompensable,
            p.Park);

    private static BranchSucceeded Decode(Wire.BranchSucceeded e) => new(e.Step, (BranchOp)e.Op, Decode(e.Attempt));

    private static RetryScheduled Decode(Wire.RetryScheduled e) =>
        new(e.Step, (BranchOp)e.Op, Decode(e.Attempt), (BranchOutcome)e.Outcome, At(e.DueAt), e.IntervalSeconds, e.CountsAgainstLimit);

    private static BranchParked Decode(Wire.BranchParked e) => new(e.Step, (BranchOp)e.Op, Decode(e.Attempt), e.Reason);

    private static AbortDecided Decode(Wire.AbortDecided e) => new(e.Reason, [.. e.Compensate], [.. e.NotCompensable], At(e.At));

    private static OngoingRepeated Decode(Wire.OngoingRepeated e) => new(e.Step, (BranchOp)e.Op, e.Count, At(e.FirstAt), At(e.LastAt));

    private static AttemptRecord Decode(Wire.Attempt a) => new(a.Number, At(a.StartedAt), a.DurationMs, a.StatusCode, a.Excerpt);

    private static TransactionSnapshot Decode(Wire.Snapshot s)
    {
        return new TransactionSnapshot(
            (TransactionStatus)s.Status, [.. s.Steps.Select(Decode)], OrNull(s.RollbackReason), At(s.UpdatedAt), AtOrNull(s.FinishedAt),
            s.RetriesUsed, OrNull(s.ParkedReason), [.. s.LeftOpen])
        {
            Registered = [.. s.Registered.Select(Decode)],
            Callback = s.Callback is null ? StepState.Initial : Decode(s.Callback),
            Progresses = [.. s.Progresses.Select(Decode)],
            Result = OrNull(s.Result),
            NotBefore = AtOrNull(s.NotBefore),
        };
    }

    private static StepState Decode(Wire.StepState step) => new(
        (OpStatus)step.Action, (OpStatus)step.Compensate, step.CompensationNeeded, step.NotCompensable, step.Attempts, step.Errors,
        AtOrNull(step.DueAt), step.IntervalSeconds, step.LastOutcome == 0 ? null : (BranchOutcome)step.LastOutcome, step.InPass,
        OrNull(step.ParkedReason), AtOrNull(step.ActionFinishedAt), AtOrNull(step.CompensateFinishedAt));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static DateTimeOffset? AtOrNull(long ticks) => ticks == 0 ? null : At(ticks);
}
