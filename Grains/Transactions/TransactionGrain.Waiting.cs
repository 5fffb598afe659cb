namespace OrleansSaga.Grains.Transactions;

/// <summary>Waiting for a transaction's next change.</summary>
public sealed partial class TransactionGrain
{
    /// <summary>The activation has nothing more to say: whoever waits must ask the next one.</summary>
    private static readonly TransactionProgress AskAgain = new(null, null, 0, 0);

    /// <inheritdoc/>
    public async Task<TransactionProgress> WaitNext(long afterVersion, long afterPass, TimeSpan timeout)
    {
        // Interleaves: it only reads memory, and never loads. Whatever ends the activation does not wait for it, but is not held up either.
        _awaited = true;
        var deadline = engine.Time.GetUtcNow() + timeout;
        while (true)
        {
            var progress = Progress();
            var left = deadline - engine.Time.GetUtcNow();
            if (progress.Status is null || progress.Version > afterVersion || progress.EndedPass > afterPass || IsOver() || left <= TimeSpan.Zero)
                return Answer(progress);
            if (_isEnded || engine.Closing.HasBegun)
                return AskAgain;
            await _waiters.WaitAsync(left);
        }
    }

    private TransactionProgress Answer(TransactionProgress progress)
    {
        if (IsOver() && !_isEnded)
            DeactivateOnIdle();
        return progress;
    }

    private bool IsOver() => _transaction.State is { IsFinal: true };

    private TransactionProgress Progress() =>
        new(_transaction.State?.Status, _transaction.State?.RollbackReason, _transaction.Version, _transaction.Drive.EndedPass)
        {
            PassOutcome = _transaction.Drive.Problem?.Outcome,
            PassMessage = _transaction.Drive.Problem?.Message ?? "",
        };
}
