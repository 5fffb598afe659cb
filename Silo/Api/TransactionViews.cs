using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>What is stored, as this API shows it.</summary>
internal static class TransactionViews
{
    /// <summary>A row of the listing.</summary>
    public static TransactionSummary Summary(ListedTransaction row) => new()
    {
        Gid = row.Gid,
        Instance = row.Instance,
        Mode = WireNames.Of(row.Mode),
        Status = WireNames.Of(row.Hot.Status),
        Version = row.Version,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        FinishedAt = row.FinishedAt,
        RollbackReason = row.RollbackReason,
        Tags = row.Tags,
        DueAt = Due(row.Hot)?.At,
        DueKind = Due(row.Hot)?.Kind,
        ParkedBranches = row.ParkedBranches,
    };

    /// <summary>A transaction with a page of its history.</summary>
    public static TransactionDetails Details(StoredState found, IReadOnlyList<HistoryEntry> history, int? historyNext)
    {
        var (stored, state) = found;
        var definition = state.Definition;
        var archived = stored.Tombstone is not null;
        return new TransactionDetails
        {
            Gid = definition.Gid,
            Instance = definition.Instance,
            Mode = WireNames.Of(definition.Mode),
            Status = WireNames.Of(state.Status),
            Version = stored.Version,
            Protocol = definition.Protocol,
            CreatedAt = archived ? InstanceTime.Of(definition.Instance) : definition.CreatedAt,
            UpdatedAt = state.UpdatedAt,
            FinishedAt = state.FinishedAt,
            TimeoutAt = definition.TimeoutAt,
            PreparedUntil = state.Status == TransactionStatus.Prepared ? definition.PreparedUntil : null,
            NotBefore = state.Status == TransactionStatus.Submitted ? state.NotBefore : null,
            RollbackReason = state.RollbackReason,
            Result = state.Result,
            Tags = definition.Tags,
            Options = Options(definition),
            DueAt = Due(stored.Hot)?.At,
            DueKind = Due(stored.Hot)?.Kind,
            Parked = state.ParkedBranches > 0,
            ParkedReason = state.ParkedReason,
            LeftOpen = state.LeftOpen,
            Archived = archived,
            Steps = [.. state.Steps.Select((step, number) => Step(definition, number, step))],
            Progress = definition.Mode == TransactionMode.Workflow ? [.. state.Progresses.Select(Progress)] : null,
            Callback = Callback(state),
            History = history,
            HistoryNext = historyNext,
        };
    }

    /// <summary>Name of an outcome.</summary>
    public static string Name(BranchOutcome outcome) => outcome switch
    {
        BranchOutcome.Success => "success",
        BranchOutcome.Failure => "failure",
        BranchOutcome.Ongoing => "ongoing",
        BranchOutcome.Deferred => "deferred",
        _ => "error",
    };

    // Only what moves the transaction: a tombstone's time is retention's business.
    private static (DateTimeOffset At, string Kind)? Due(HotState hot) => hot switch
    {
        { DueAt: { } at, DueKind: DueKind.Guard } => (at, "guard"),
        { DueAt: { } at, DueKind: DueKind.Wait } => (at, "wait"),
        _ => null,
    };

    private static OptionsView Options(TransactionDefinition definition) => new()
    {
        Concurrent = definition.Concurrent,
        Wait = definition.Options.WaitResult,
        TimeoutToFail = definition.Options.TimeoutToFailSeconds,
        RequestTimeout = definition.Options.RequestTimeoutSeconds,
        RetryInterval = definition.Options.RetryIntervalSeconds,
        RetryLimit = definition.Options.RetryLimit,
        BranchHeaders = [.. definition.Options.BranchHeaders.Keys.Order(StringComparer.Ordinal)],
    };

    private static StepView Step(TransactionDefinition definition, int number, StepState state)
    {
        var step = definition.Steps[number];
        return new StepView
        {
            Step = number,
            BranchId = definition.BranchId(number),
            ActionUrl = step.Action,
            CompensateUrl = step.Compensate,
            PayloadBytes = step.Payload.Length,
            After = step.After,
            Policy = Policy(step.Policy),
            ActionOp = WireNames.Of(BranchOps.Forward(definition.Mode)),
            Action = Name(state.Action),
            ActionEndedAt = state.ActionEndedAt,
            CompensationOp = OpNames.Backward(definition.Mode),
            Compensation = state.NotCompensable ? "not_compensable" : state.CompensationNeeded ? Name(state.Compensate) : "none",
            CompensationEndedAt = state.CompensateEndedAt,
            NotCompensable = state.NotCompensable,
            Attempts = state.Attempts,
            Errors = state.Errors,
            LastOutcome = state.LastOutcome is { } outcome ? Name(outcome) : null,
            NextRetryAt = state.DueAt,
            ParkedReason = state.ParkedReason,
        };
    }

    private static ProgressView Progress(WorkflowProgress row) => new()
    {
        BranchId = row.BranchId,
        Op = row.Op,
        Status = Name(row.Status),
        DataBytes = row.Data.Length,
        At = row.At,
    };

    private static CallbackView? Callback(TransactionState state)
    {
        var definition = state.Definition;
        if (definition.QueryPrepared.Length == 0 || definition.Mode is not (TransactionMode.Message or TransactionMode.Workflow))
            return null;
        return new CallbackView
        {
            Url = definition.QueryPrepared,
            Op = OpNames.Of(definition, definition.Mode == TransactionMode.Message ? BranchOp.QueryPrepared : BranchOp.Callback),
            Attempts = state.Callback.Attempts,
            Errors = state.Callback.Errors,
            LastOutcome = state.Callback.LastOutcome is { } outcome ? Name(outcome) : null,
            NextAt = state.Status == TransactionStatus.Prepared ? state.CallbackAt : null,
        };
    }

    private static PolicyRequest? Policy(StepPolicy policy) => policy == StepPolicy.None ? null : new PolicyRequest
    {
        RequestTimeout = policy.RequestTimeoutSeconds,
        MaxAttempts = policy.MaxAttempts,
        Backoff = policy.Backoff is { } backoff
            ? new BackoffRequest { InitialSeconds = backoff.InitialSeconds, Multiplier = backoff.Multiplier, MaxSeconds = backoff.MaxSeconds }
            : null,
        NonCompensable = policy.NonCompensable,
        Park = policy.Park,
    };

    private static string Name(OpStatus status) => status switch
    {
        OpStatus.Succeed => "succeed",
        OpStatus.Failed => "failed",
        _ => "prepared",
    };
}
