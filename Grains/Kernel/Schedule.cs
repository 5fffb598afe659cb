using OrleansSaga.Grains.Journal;

namespace OrleansSaga.Grains.Kernel;

/// <summary>When somebody must look at a transaction again: the due time of its hot row, and the timer of its activation.</summary>
/// <param name="Hot">What the hot row must say.</param>
/// <param name="TickAt">When the activation must get a Tick; null when nothing is left for time to do.</param>
public readonly record struct Schedule(HotState Hot, DateTimeOffset? TickAt)
{
    /// <summary>What a guard reaches beyond the longest call.</summary>
    private static readonly TimeSpan GuardMargin = TimeSpan.FromSeconds(30);

    /// <summary>Derives both from the state and the drive state.</summary>
    public static Schedule Of(TransactionState state, DriveState drive, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(drive);
        if (state.IsFinal || state.ParkedReason is not null)
            return new(new HotState(state.Status, null, DueKind.None), null);

        // A held success ends its branch's wait, though the journal does not know it yet.
        state = Evolver.Evolve(state, drive.Held)!;
        var wait = NextWait(state, drive, now);
        if (drive.InFlight.Length == 0)
            return new(new HotState(state.Status, wait, wait is null ? DueKind.None : DueKind.Wait), wait);

        var guard = Guard(drive, now);
        var pushAt = guard - GuardLength(drive) / 2;
        var tick = Earliest(wait, pushAt);
        foreach (var call in drive.InFlight)
            tick = Earliest(tick, call.WatchdogAt);
        if (drive.HeldSince is { } held)
            tick = Earliest(tick, held + Driving.ModeTurn.HoldTime);
        if (drive.ActionGraceUntil is { } grace && grace > now)
            tick = Earliest(tick, grace);
        return new(new HotState(state.Status, guard, DueKind.Guard), tick);
    }

    /// <summary>The stored guard while more than half of it is left, otherwise a new one: most appends leave the due index alone.</summary>
    private static DateTimeOffset Guard(DriveState drive, DateTimeOffset now)
    {
        var length = GuardLength(drive);
        return drive.Stored is { DueKind: DueKind.Guard, DueAt: { } stored } && stored - now > length / 2 ? stored : now + length;
    }

    private static TimeSpan GuardLength(DriveState drive)
    {
        var longest = 0L;
        foreach (var call in drive.InFlight)
            longest = Math.Max(longest, call.TimeoutSeconds);
        return TimeSpan.FromSeconds(longest) + GuardMargin;
    }

    private static DateTimeOffset? NextWait(TransactionState state, DriveState drive, DateTimeOffset now)
    {
        if (state.Status == TransactionStatus.Prepared)
            return PreparedWait(state, drive);
        var next = state.Status == TransactionStatus.Submitted ? state.Definition.TimeoutAt : null;
        if (state.Status == TransactionStatus.Submitted && state.NotBefore > now)
            next = Earliest(next, state.NotBefore);
        for (var i = 0; i < state.Steps.Length; i++)
        {
            var step = state.Steps[i];
            if (step.ParkedReason is not null || drive.Find(i, state.CurrentOp) is not null)
                continue;
            var due = drive.Waits.TryGetValue(i, out var local) ? local.DueAt : step.DueAt;
            if (due is { } at)
                next = Earliest(next, at);
        }

        return next;
    }

    /// <summary>Until when a prepared transaction is left to its client: its timeout, or the next check-back or callback.</summary>
    private static DateTimeOffset? PreparedWait(TransactionState state, DriveState drive)
    {
        if (drive.Find(-1, state.CurrentOp) is not null)
            return null;
        return drive.Waits.TryGetValue(-1, out var local) ? local.DueAt : state.CallbackAt;
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? a, DateTimeOffset? b) =>
        a is null ? b : b is null || a <= b ? a : b;
}
