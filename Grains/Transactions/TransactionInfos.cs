using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>Makes of what is stored what services see of it. Texts in states are limited already (<see cref="BranchResult.MaxExcerptLength"/>).</summary>
internal static class TransactionInfos
{
    /// <summary>What services see.</summary>
    /// <exception cref="UnreadableRecordException">A record is newer than this silo, or damaged.</exception>
    public static TransactionInfo Of(StoredTransaction stored)
    {
        var state = TransactionReader.Read(stored);
        var definition = state.Definition;
        var isArchived = stored.Tombstone is not null;
        return new TransactionInfo(
            definition.Gid,
            definition.Instance,
            definition.Mode,
            state.Status,
            stored.Version,
            isArchived ? InstanceTime.Of(definition.Instance) : definition.CreatedAt,
            state.UpdatedAt,
            [.. state.Steps.Take(TransactionInfo.MostBranches).Select((step, number) => Branch(state, number, step))])
        {
            FinishedAt = state.FinishedAt,
            RollbackReason = state.RollbackReason,
            Result = state.Result is { Length: <= TransactionInfo.MaxResultLength } result ? result : null,
            ResultLength = state.Result?.Length ?? 0,
            ParkedReason = state.IsFinal ? null : state.ParkedReason,
            ParkedBranches = state.ParkedBranches,
            BranchCount = state.Steps.Length,
            LeftOpen = [.. state.LeftOpen.Take(TransactionInfo.MostBranches)],
            IsArchived = isArchived,
        };
    }

    private static BranchInfo Branch(TransactionState state, int number, StepState step) =>
        new(number, state.Definition.BranchId(number), Of(step.Action), Backward(step))
        {
            Attempts = step.Attempts,
            LastOutcome = step.LastOutcome,
            NextAttemptAt = state.IsFinal ? null : step.DueAt,
            ParkedReason = state.IsFinal ? null : step.ParkedReason,
        };

    private static BranchProgress Backward(StepState step) =>
        step.NotCompensable ? BranchProgress.NotCompensable
        : step.CompensationNeeded ? Of(step.Compensate)
        : BranchProgress.NotNeeded;

    private static BranchProgress Of(OpStatus status) => status switch
    {
        OpStatus.Succeed => BranchProgress.Succeed,
        OpStatus.Failed => BranchProgress.Failed,
        _ => BranchProgress.Pending,
    };
}
