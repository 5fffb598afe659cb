using System.Diagnostics;
using OrleansSaga.Grains;
using OrleansSaga.Grains.Events;
using OrleansSaga.Grains.Kernel;
using OrleansSaga.Silo.Application;

namespace OrleansSaga.Silo.Api;

/// <summary>Records as history entries.</summary>
internal static class HistoryViews
{
    private const int ExcerptLength = 256;

    /// <summary>The entries of a record of a transaction with this definition. Snapshots are left out: they tell nothing that has not been told.</summary>
    public static IEnumerable<HistoryEntry> Of(HistoryRecord record, TransactionDefinition definition)
    {
        foreach (var happened in record.Envelope.Events)
        {
            if (happened is TransactionSnapshot)
                continue;
            var blank = new HistoryEntry
            {
                Version = record.Version,
                CommittedAt = record.CommittedAt,
                Actor = record.Envelope.Actor.Length == 0 ? null : record.Envelope.Actor,
                Event = EventNames.Of(happened),
            };
            yield return Fill(blank, happened, definition);
        }
    }

    /// <summary>The beginning of a text, never half a surrogate pair.</summary>
    public static string Excerpt(string text) =>
        text.Length <= ExcerptLength ? text : text[..(char.IsHighSurrogate(text[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength)];

    private static HistoryEntry Fill(HistoryEntry entry, TransactionEvent happened, TransactionDefinition definition) => happened switch
    {
        TransactionCreated e => entry with { At = e.Definition.CreatedAt, Status = WireNames.Of(e.Status) },
        TransactionSubmitted e => entry with { At = e.At, Status = WireNames.Of(TransactionStatus.Submitted) },
        BranchRegistered e => entry with { At = e.At, BranchId = e.Branch.BranchId },
        ProgressRecorded e => entry with { At = e.Progress.At, BranchId = e.Progress.BranchId, Op = e.Progress.Op, Status = e.Progress.Status == OpStatus.Failed ? "failed" : "succeed", DueAt = e.CallbackAt },
        BranchSucceeded e => Attempt(entry, definition, e.Step, e.Op, e.Attempt),
        BranchRefused e => Attempt(entry, definition, e.Step, e.Step < 0 ? BranchOp.QueryPrepared : BranchOp.Action, e.Attempt),
        RetryScheduled e => Attempt(entry, definition, e.Step, e.Op, e.Attempt) with
        {
            Outcome = TransactionViews.Name(e.Outcome),
            DueAt = e.DueAt,
            IntervalSeconds = e.CountsAgainstLimit ? null : e.IntervalSeconds,
        },
        BranchParked e => Attempt(entry, definition, e.Step, e.Op, e.Attempt) with { Reason = Excerpt(e.Reason) },
        BranchResumed e => Branch(entry, definition, e.Step, e.Op) with { At = e.At },
        AbortDecided e => entry with
        {
            At = e.At,
            Status = WireNames.Of(TransactionStatus.Aborting),
            Reason = Excerpt(e.Reason),
            Compensate = e.Compensate,
            NotCompensable = e.NotCompensable,
        },
        TransactionFinished e => entry with { At = e.At, Status = WireNames.Of(e.Status), Reason = e.RollbackReason is { } reason ? Excerpt(reason) : null },
        TransactionForceStopped e => entry with { At = e.At, Status = WireNames.Of(TransactionStatus.Failed), LeftOpen = e.OpenBranches },
        TransactionParked e => entry with { At = e.At, Reason = Excerpt(e.Reason) },
        TransactionResumed e => entry with { At = e.At },
        OngoingRepeated e => Branch(entry, definition, e.Step, e.Op) with { Count = e.Count, FirstAt = e.FirstAt, LastAt = e.LastAt },
        _ => throw new UnreachableException($"No view of {happened.GetType().Name}."),
    };

    private static HistoryEntry Branch(HistoryEntry entry, TransactionDefinition definition, int step, BranchOp op) =>
        entry with { Step = step < 0 ? null : step, BranchId = definition.BranchId(step), Op = OpNames.Of(definition, op) };

    private static HistoryEntry Attempt(HistoryEntry entry, TransactionDefinition definition, int step, BranchOp op, AttemptRecord attempt) => Branch(entry, definition, step, op) with
    {
        Attempt = attempt.Number,
        StartedAt = attempt.StartedAt,
        DurationMs = attempt.DurationMs,
        StatusCode = attempt.StatusCode,
        Response = Excerpt(attempt.Excerpt),
    };
}
