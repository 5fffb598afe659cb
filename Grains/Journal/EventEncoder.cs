using System.Diagnostics;
using Google.Protobuf;
using OrleansSaga.Grains.Kernel;
using Wire = OrleansSaga.Grains.Journal.Records;

namespace OrleansSaga.Grains.Journal;

/// <summary>Kernel events to wire events.</summary>
internal static class EventEncoder
{
    public static Wire.Event Encode(TransactionEvent happened) => happened switch
    {
        TransactionCreated e => new() { Created = Encode(e) },
        TransactionSubmitted e => new() { Submitted = new() { At = e.At.UtcTicks, NotBefore = Ticks(e.NotBefore) } },
        BranchRegistered e => new() { BranchRegistered = new() { Branch = Encode(e.Branch), At = e.At.UtcTicks } },
        ProgressRecorded e => new() { ProgressRecorded = new() { Progress = Encode(e.Progress), CallbackAt = Ticks(e.CallbackAt) } },
        BranchSucceeded e => new() { BranchSucceeded = new() { Step = e.Step, Op = (int)e.Op, Attempt = Encode(e.Attempt) } },
        BranchRefused e => new() { BranchRefused = new() { Step = e.Step, Attempt = Encode(e.Attempt) } },
        RetryScheduled e => new()
        {
            RetryScheduled = new()
            {
                Step = e.Step,
                Op = (int)e.Op,
                Attempt = Encode(e.Attempt),
                Outcome = (int)e.Outcome,
                DueAt = e.DueAt.UtcTicks,
                IntervalSeconds = e.IntervalSeconds,
                CountsAgainstLimit = e.CountsAgainstLimit,
            },
        },
        BranchParked e => new() { BranchParked = new() { Step = e.Step, Op = (int)e.Op, Attempt = Encode(e.Attempt), Reason = e.Reason } },
        BranchResumed e => new() { BranchResumed = new() { Step = e.Step, Op = (int)e.Op, At = e.At.UtcTicks } },
        AbortDecided e => new() { AbortDecided = new() { Reason = e.Reason, Compensate = { e.Compensate }, NotCompensable = { e.NotCompensable }, At = e.At.UtcTicks } },
        TransactionFinished e => new() { Finished = new() { Status = (int)e.Status, At = e.At.UtcTicks, RollbackReason = e.RollbackReason ?? "", Result = e.Result ?? "" } },
        TransactionForceStopped e => new() { ForceStopped = new() { At = e.At.UtcTicks, OpenBranches = { e.OpenBranches } } },
        TransactionParked e => new() { TransactionParked = new() { Reason = e.Reason, At = e.At.UtcTicks } },
        TransactionResumed e => new() { TransactionResumed = new() { At = e.At.UtcTicks } },
        OngoingRepeated e => new() { OngoingRepeated = new() { Step = e.Step, Op = (int)e.Op, Count = e.Count, FirstAt = e.FirstAt.UtcTicks, LastAt = e.LastAt.UtcTicks } },
        TransactionSnapshot e => new() { Snapshot = Encode(e) },
        _ => throw new UnreachableException($"No encoding for {happened.GetType().Name}."),
    };

    public static ByteString Bytes(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static Wire.Created Encode(TransactionCreated e)
    {
        var d = e.Definition;
        var created = new Wire.Created
        {
            Gid = d.Gid,
            Instance = Bytes(d.Instance),
            Mode = (int)d.Mode,
            Status = (int)e.Status,
            Protocol = d.Protocol,
            Tenant = d.Tenant,
            DefinitionName = d.DefinitionName,
            DefinitionVersion = d.DefinitionVersion,
            Options = Encode(d.Options, d.Defaults),
            CustomData = d.CustomData,
            QueryPrepared = d.QueryPrepared,
            CreatedAt = d.CreatedAt.UtcTicks,
            Concurrent = d.Concurrent,
            Traceparent = d.TraceParent ?? "",
            DelaySeconds = d.DelaySeconds,
            WorkflowName = d.WorkflowName,
            WorkflowData = UnsafeByteOperations.UnsafeWrap(d.WorkflowData),
        };
        foreach (var (key, value) in d.Tags)
            created.Tags.Add(key, value);
        foreach (var step in d.Steps)
            created.Steps.Add(Encode(step));
        return created;
    }

    private static Wire.Options Encode(StartOptions o, ResolvedDefaults r)
    {
        var options = new Wire.Options
        {
            WaitResult = o.WaitResult,
            TimeoutToFailSeconds = o.TimeoutToFailSeconds,
            RequestTimeoutSeconds = o.RequestTimeoutSeconds,
            RetryIntervalSeconds = o.RetryIntervalSeconds,
            Concurrent = o.Concurrent,
            RetryLimit = o.RetryLimit,
            RetryCount = o.RetryCount,
            ResolvedRequestTimeoutSeconds = r.RequestTimeoutSeconds,
            ResolvedRetryBaseSeconds = r.RetryBaseSeconds,
            ResolvedRetryMaxSeconds = r.RetryMaxSeconds,
            ResolvedJitterRatio = r.JitterRatio,
            ResolvedTimeoutToFailSeconds = r.TimeoutToFailSeconds,
        };
        foreach (var (name, value) in o.BranchHeaders)
            options.BranchHeaders.Add(name, value);
        return options;
    }

    private static Wire.Step Encode(StepDefinition s)
    {
        // Payloads are never changed after decoding a request, so that their bytes need no copy.
        var step = new Wire.Step { Action = s.Action, Compensate = s.Compensate, Payload = UnsafeByteOperations.UnsafeWrap(s.Payload), After = { s.After }, BranchId = s.BranchId };
        if (s.Policy != StepPolicy.None)
        {
            step.Policy = new Wire.Policy
            {
                RequestTimeoutSeconds = s.Policy.RequestTimeoutSeconds ?? 0,
                MaxAttempts = s.Policy.MaxAttempts ?? 0,
                BackoffInitialSeconds = s.Policy.Backoff?.InitialSeconds ?? 0,
                BackoffMultiplier = s.Policy.Backoff?.Multiplier ?? 0,
                BackoffMaxSeconds = s.Policy.Backoff?.MaxSeconds ?? 0,
                NonCompensable = s.Policy.NonCompensable,
                Park = s.Policy.Park,
            };
        }

        return step;
    }

    private static Wire.Attempt Encode(AttemptRecord a) => new()
    {
        Number = a.Number,
        StartedAt = a.StartedAt.UtcTicks,
        DurationMs = a.DurationMs,
        StatusCode = a.StatusCode,
        Excerpt = a.Excerpt,
    };

    private static Wire.Snapshot Encode(TransactionSnapshot s)
    {
        var snapshot = new Wire.Snapshot
        {
            Status = (int)s.Status,
            RollbackReason = s.RollbackReason ?? "",
            UpdatedAt = s.UpdatedAt.UtcTicks,
            FinishedAt = Ticks(s.FinishedAt),
            RetriesUsed = s.RetriesUsed,
            ParkedReason = s.ParkedReason ?? "",
            LeftOpen = { s.LeftOpen },
            Callback = s.Callback == StepState.Initial ? null : Encode(s.Callback),
            Result = s.Result ?? "",
            NotBefore = Ticks(s.NotBefore),
        };
        foreach (var step in s.Steps)
            snapshot.Steps.Add(Encode(step));
        foreach (var branch in s.Registered)
            snapshot.Registered.Add(Encode(branch));
        foreach (var progress in s.Progresses)
            snapshot.Progresses.Add(Encode(progress));
        return snapshot;
    }

    private static Wire.StepState Encode(StepState step) => new()
    {
        Action = (int)step.Action,
        Compensate = (int)step.Compensate,
        CompensationNeeded = step.CompensationNeeded,
        NotCompensable = step.NotCompensable,
        Attempts = step.Attempts,
        Errors = step.Errors,
        DueAt = Ticks(step.DueAt),
        IntervalSeconds = step.IntervalSeconds,
        LastOutcome = (int)(step.LastOutcome ?? 0),
        InPass = step.InPass,
        ParkedReason = step.ParkedReason ?? "",
        ActionFinishedAt = Ticks(step.ActionEndedAt),
        CompensateFinishedAt = Ticks(step.CompensateEndedAt),
    };

    private static Wire.Progress Encode(WorkflowProgress p) => new()
    {
        BranchId = p.BranchId,
        Op = p.Op,
        Status = (int)p.Status,
        Data = UnsafeByteOperations.UnsafeWrap(p.Data),
        At = p.At.UtcTicks,
    };

    private static long Ticks(DateTimeOffset? at) => at?.UtcTicks ?? 0;
}
