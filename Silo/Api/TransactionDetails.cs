using System.ComponentModel;

namespace OrleansSaga.Silo.Api;

/// <summary>How far a transaction is: the answer to a start and to a retry.</summary>
internal sealed record TransactionOutcome
{
    public required string Gid { get; init; }

    [Description("prepared, submitted, aborting, succeed or failed; the last two are final.")]
    public required string Status { get; init; }

    [Description("Number of records so far.")]
    public required long Version { get; init; }

    [Description("Why it is rolled back; absent while it is not.")]
    public string? RollbackReason { get; init; }
}

/// <summary>One page of the listing.</summary>
internal sealed record TransactionPage
{
    [Description("Newest first.")]
    public required IReadOnlyList<TransactionSummary> Transactions { get; init; }

    [Description("Give it as cursor to get the next page; absent: this was the last.")]
    public string? NextCursor { get; init; }
}

/// <summary>A transaction in a list.</summary>
internal sealed record TransactionSummary
{
    public required string Gid { get; init; }

    [Description("Id of this life of the gid; it sorts by creation time.")]
    public required Guid Instance { get; init; }

    public required string Mode { get; init; }

    public required string Status { get; init; }

    public required int Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("Last change of status or of parked branches.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? RollbackReason { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    [Description("When the server looks at it again.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("wait: nothing is to be done before due_at. guard: calls are under way, and due_at is when they count as lost.")]
    public string? DueKind { get; init; }

    [Description("How many branches wait for an operator.")]
    public required int ParkedBranches { get; init; }
}

/// <summary>Everything about a transaction but its payloads and the values of its headers.</summary>
internal sealed record TransactionDetails
{
    public required string Gid { get; init; }

    [Description("Id of this life of the gid.")]
    public required Guid Instance { get; init; }

    public required string Mode { get; init; }

    [Description("prepared, submitted, aborting, succeed or failed; the last two are final.")]
    public required string Status { get; init; }

    [Description("Number of records so far.")]
    public required int Version { get; init; }

    [Description("How participants are called: http, grpc or json-rpc.")]
    public required string Protocol { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    [Description("When it is rolled back if it still goes forward.")]
    public DateTimeOffset? TimeoutAt { get; init; }

    [Description("While prepared: until when it is left to its client. Then TCC and XA roll back, a message's sender is asked, a workflow's client is called.")]
    public DateTimeOffset? PreparedUntil { get; init; }

    [Description("A submitted message is not delivered before this.")]
    public DateTimeOffset? NotBefore { get; init; }

    public string? RollbackReason { get; init; }

    [Description("A workflow's result as its client sent it (base64).")]
    public string? Result { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public required OptionsView Options { get; init; }

    [Description("When the server looks at it again; absent when only a client or an operator can move it.")]
    public DateTimeOffset? DueAt { get; init; }

    [Description("wait: nothing is to be done before due_at. guard: calls are under way, and due_at is when they count as lost.")]
    public string? DueKind { get; init; }

    [Description("Whether a branch, or the transaction itself, waits for an operator.")]
    public required bool Parked { get; init; }

    [Description("Why the whole transaction waits for an operator; absent when at most its branches do.")]
    public string? ParkedReason { get; init; }

    [Description("What a force stop left open, as branch id and op.")]
    public required IReadOnlyList<string> LeftOpen { get; init; }

    [Description("True: retention has removed all but the outcome.")]
    public required bool Archived { get; init; }

    [Description("Steps of a saga or message, or the registered branches of TCC and XA.")]
    public required IReadOnlyList<StepView> Steps { get; init; }

    [Description("What a workflow's client has recorded, oldest first; absent in other modes.")]
    public IReadOnlyList<ProgressView>? Progress { get; init; }

    [Description("The check-back of a message or the callback of a workflow; absent where there is nobody to ask.")]
    public CallbackView? Callback { get; init; }

    [Description("What happened, oldest first.")]
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    [Description("There is more: give it as history_after.")]
    public int? HistoryNext { get; init; }
}

/// <summary>Options as they were sent; 0 means the server's default.</summary>
internal sealed record OptionsView
{
    public required bool Concurrent { get; init; }

    public required bool Wait { get; init; }

    public required long TimeoutToFail { get; init; }

    public required long RequestTimeout { get; init; }

    public required long RetryInterval { get; init; }

    public required long RetryLimit { get; init; }

    [Description("Names only: values may be secrets.")]
    public required IReadOnlyList<string> BranchHeaders { get; init; }
}

/// <summary>A row that a workflow's client has recorded. Its data is not shown.</summary>
internal sealed record ProgressView
{
    public required string BranchId { get; init; }

    [Description("As its client calls it, such as action or rollback.")]
    public required string Op { get; init; }

    [Description("succeed or failed.")]
    public required string Status { get; init; }

    [Description("Size of its data.")]
    public required int DataBytes { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>How far it is with asking a prepared transaction's client.</summary>
internal sealed record CallbackView
{
    public required string Url { get; init; }

    [Description("msg for a message's check-back, the workflow's name for its callback.")]
    public required string Op { get; init; }

    public required int Attempts { get; init; }

    [Description("Attempts in a row that ended in an error.")]
    public required int Errors { get; init; }

    [Description("success, failure, ongoing or error.")]
    public string? LastOutcome { get; init; }

    [Description("When it is asked next; absent once nobody asks any more.")]
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>One step and how far it is.</summary>
internal sealed record StepView
{
    [Description("Number of the step, from 0.")]
    public required int Step { get; init; }

    [Description("What participants get as branch_id: 01 for step 0, or as registered.")]
    public required string BranchId { get; init; }

    public required string ActionUrl { get; init; }

    public required string CompensateUrl { get; init; }

    [Description("Size of the payload.")]
    public required int PayloadBytes { get; init; }

    public required IReadOnlyList<int> After { get; init; }

    public PolicyRequest? Policy { get; init; }

    [Description("The op that action stands for: action, confirm or commit.")]
    public required string ActionOp { get; init; }

    [Description("prepared, succeed or failed.")]
    public required string Action { get; init; }

    public DateTimeOffset? ActionEndedAt { get; init; }

    [Description("The op that compensation stands for: compensate, cancel or rollback; absent in a message.")]
    public string? CompensationOp { get; init; }

    [Description("none: not asked for. prepared: to be done. succeed: done. not_compensable: may have taken effect and cannot be undone.")]
    public required string Compensation { get; init; }

    public DateTimeOffset? CompensationEndedAt { get; init; }

    [Description("The roll-back left it as it is, because its policy says non_compensable.")]
    public required bool NotCompensable { get; init; }

    [Description("Recorded attempts of the present op.")]
    public required int Attempts { get; init; }

    [Description("Attempts that ended in an error since the op began or was resumed; max_attempts counts these.")]
    public required int Errors { get; init; }

    [Description("success, failure, ongoing or error.")]
    public string? LastOutcome { get; init; }

    [Description("Not called again before this.")]
    public DateTimeOffset? NextRetryAt { get; init; }

    [Description("Why it waits for an operator.")]
    public string? ParkedReason { get; init; }
}
