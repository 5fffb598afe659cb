using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Transactions;

/// <summary>
/// Counts the transactions that this silo drives at once. It is what keeps the journal's driving lane from overflowing: each
/// admitted transaction has at most one record on its way. A transaction with no call in flight holds no place.
/// </summary>
public sealed class DrivingAdmission(EngineOptions options)
{
    private readonly int _limit = options.Limits.DrivenTransactions;
    private int _driven;
    private long _refused;

    /// <summary>How many are driven now.</summary>
    public int Driven => Volatile.Read(ref _driven);

    /// <summary>How many may still be admitted.</summary>
    public int Free => Math.Max(0, _limit - Driven);

    /// <summary>How often there was no place.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a place if there is one.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _driven) <= _limit)
            return true;
        Interlocked.Decrement(ref _driven);
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Takes a place for a transaction that is already under way, even beyond the limit: turning it away would only delay its end.</summary>
    public void Enter() => Interlocked.Increment(ref _driven);

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _driven);
}
