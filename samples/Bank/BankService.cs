namespace OrleansSaga.Samples.Bank;

/// <summary>One participant: a bank with its own database. <see cref="BankEndpoints"/> puts it on HTTP.</summary>
public sealed class BankService : IAsyncDisposable
{
    private readonly LocalDatabase _database;
    private readonly BranchBarrier _barrier;

    private BankService(string name, LocalDatabase database, TimeProvider time)
    {
        Name = name;
        _database = database;
        _barrier = new BranchBarrier(database, time);
    }

    public string Name { get; }

    /// <summary>What this bank shall do wrong; empty at first.</summary>
    public BankFaults Faults { get; } = new();

    /// <summary>Opens the bank whose books are in <paramref name="databasePath"/>, or founds it.</summary>
    /// <param name="name">What the audit calls it.</param>
    /// <param name="databasePath">The SQLite file; its folder must exist.</param>
    /// <param name="openings">Accounts to open with their balance in cents; accounts that exist keep what they have.</param>
    /// <param name="time">For the barrier's create_time, which nothing depends on.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<BankService> OpenAsync(
        string name,
        string databasePath,
        IReadOnlyDictionary<string, long> openings,
        TimeProvider time,
        CancellationToken cancellation = default)
    {
        if (openings.Values.Any(cents => cents is < 0 or > BankBook.MaxBalance))
            throw new ArgumentOutOfRangeException(nameof(openings), $"A balance is from 0 to {BankBook.MaxBalance} cents.");

        var database = LocalDatabase.Open(databasePath, BranchBarrier.Schema + BankBook.Schema);
        try
        {
            await database.RunAsync(
                (connection, transaction) =>
                {
                    BankBook.Seed(connection, transaction, openings);
                    transaction.Commit();
                    return true;
                },
                busy: false,
                cancellation);
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }

        return new BankService(name, database, time);
    }

    /// <summary>
    /// Moves money in (positive) or out (negative) for one branch operation. This is the whole of a participant:
    /// the barrier around a piece of business.
    /// </summary>
    public Task<BarrierOutcome> MoveAsync(
        BranchRequest request, string account, long deltaCents, CancellationToken cancellation = default) =>
        _barrier.CallAsync(
            request,
            (connection, transaction) => BankBook.Move(connection, transaction, request, account, deltaCents),
            cancellation: cancellation);

    /// <summary>Reads the books for an audit: all of them, or those of one global transaction. Null when too busy.</summary>
    public Task<BankSnapshot?> TrySnapshotAsync(string? gid = null, CancellationToken cancellation = default) =>
        _database.RunAsync(
            (connection, transaction) => new BankSnapshot(
                Name,
                BankBook.Accounts(connection, transaction),
                BankBook.Ledger(connection, transaction, gid, after: 0, limit: -1),
                BankBook.Barriers(connection, transaction, gid)),
            (BankSnapshot?)null,
            cancellation);

    /// <summary>One page of ledger rows after <paramref name="after"/>. Null when too busy.</summary>
    internal Task<List<LedgerRow>?> TryLedgerAsync(string? gid, long after, CancellationToken cancellation) =>
        _database.RunAsync(
            (connection, transaction) => BankBook.Ledger(connection, transaction, gid, after, BankBook.LedgerPage),
            (List<LedgerRow>?)null,
            cancellation);

    /// <summary>All accounts. Null when too busy.</summary>
    internal Task<List<AccountRow>?> TryAccountsAsync(CancellationToken cancellation) =>
        _database.RunAsync(BankBook.Accounts, (List<AccountRow>?)null, cancellation);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _database.DisposeAsync();
    }
}
