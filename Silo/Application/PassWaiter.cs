using OrleansSaga.Grains;
using OrleansSaga.Grains.Journal;
using OrleansSaga.Grains.Transactions;

namespace OrleansSaga.Silo.Application;

/// <summary>
/// Waits for the end of a pass, wherever the transaction is driven: in waits that are shorter than any call between silos may be, and
/// with the next activation when the one that was asked has gone.
/// </summary>
internal sealed class PassWaiter(IGrainFactory grains, IJournal journal, TimeProvider time)
{
    /// <summary>The longest single wait: links and Orleans give a call up after 30 s.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(10);

    /// <summary>Most times that a pass which calls branch after branch is waited for again, because it came further.</summary>
    private const int MostRounds = 10;

    /// <summary>Most times that a transaction is looked for whose activation has gone.</summary>
    private const int MostLooks = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits for the pass that <paramref name="started"/> began: a saga's for one budget, one of another mode for as many as it comes
    /// further. From the moment that the activation has gone, all that follows has one budget more.
    /// </summary>
    /// <exception cref="TimeoutException">Nobody could say in time how far it is.</exception>
    /// <exception cref="JournalUnavailableException">The activation has gone, and the store does not answer.</exception>
    public async Task<TransactionProgress> WaitAsync(string gid, TransactionReply started, TimeSpan budget, CancellationToken cancellationToken)
    {
        var grain = grains.GetGrain<ITransactionGrain>(gid);
        var afterPass = started.Pass - 1;
        var progress = await RoundAsync(grain, afterPass, budget, cancellationToken);
        var version = started.Version;
        for (var round = 1; round < MostRounds && started.Mode is not (null or TransactionMode.Saga) && IsUnderWay(progress) && progress.Version > version; round++)
        {
            version = progress.Version;
            progress = await RoundAsync(grain, afterPass, budget, cancellationToken);
        }

        return progress.Status is null ? await FollowAsync(grain, gid, budget, cancellationToken) : progress;

        bool IsUnderWay(TransactionProgress seen) =>
            seen is { Status: TransactionStatus.Submitted or TransactionStatus.Aborting } && seen.EndedPass < started.Pass;
    }

    private async Task<TransactionProgress> RoundAsync(ITransactionGrain grain, long afterPass, TimeSpan budget, CancellationToken cancellationToken)
    {
        for (var left = budget; ;)
        {
            var length = Shorter(left, LongestCall);
            var asked = time.GetTimestamp();
            var progress = await grain.WaitNext(long.MaxValue, afterPass, length).WaitAsync(length + TransactionService.RequestDeadline, time, cancellationToken);
            // Who answers early and has nothing to say has used up its time all the same, so that nobody is asked without end.
            var used = time.GetElapsedTime(asked);
            left -= used > length ? used : length;
            if (left <= TimeSpan.Zero || progress.EndedPass > afterPass || progress.Status is null or TransactionStatus.Succeed or TransactionStatus.Failed)
                return progress;
        }
    }

    /// <summary>The activation has gone: finished, or lost to another silo. What is stored decides; if it goes on, its new pass counts.</summary>
    private async Task<TransactionProgress> FollowAsync(ITransactionGrain grain, string gid, TimeSpan budget, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var pause = FirstPause;
        for (var look = 1; ; look++)
        {
            if (await journal.LoadAsync(gid, cancellationToken) is not { } stored)
                return new TransactionProgress(null, null, 0, 0);
            var state = TransactionReader.Read(stored);
            if (state.IsFinal || look > MostLooks || Left() <= TimeSpan.Zero)
                return new TransactionProgress(state.Status, state.RollbackReason, stored.Version, 0);

            await grain.Wake().WaitAsync(Shorter(Left(), TransactionService.RequestDeadline), time, cancellationToken);
            if (Left() is var left && left > TimeSpan.Zero && await RoundAsync(grain, 0, left, cancellationToken) is { Status: not null } progress)
                return progress;
            // It has moved on already: in a moment all silos will know where to.
            await Task.Delay(pause, time, cancellationToken);
            pause = Shorter(pause * 2, LongestPause);
        }

        TimeSpan Left()
        {
            var left = budget - time.GetElapsedTime(begun);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
