namespace OrleansSaga.Samples.Bank;

/// <summary>One participant: a bank with its own database. <see cref="BankEndpoints"/> puts it on HTTP.</summary>
public sealed class BankService : IAsyncDisposable
{
    private readonly ILocalDatabase _database;
    private readonly BranchBarrier _barrier;

    private BankService(string name, ILocalDatabase database, BranchBarrier barrier, XaResource xa)
    {
        Name = name;
        _database = database;
        _barrier = barrier;
        Xa = xa;
    }

    public string Name { get; }

    /// <summary>What this bank shall do wrong; empty at first.</summary>
    public BankFaults Faults { get; } = new();

    /// <summary>Transfers that stay prepared until the coordinator decides.</summary>
    public XaResource Xa { get; }

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
        CheckOpenings(openings);
        var database = SqliteDatabase.Open(databasePath, Schema(SqliteDatabase.AutoKey));
        var barrier = new BranchBarrier(database, time);
        return await SeedAsync(new BankService(name, database, barrier, new SqliteXa(database, barrier)), openings, cancellation);
    }

    /// <summary>As <see cref="OpenAsync"/>, with the books in a PostgreSQL database that is there already.</summary>
    /// <exception cref="InvalidOperationException">The server's max_prepared_transactions is 0: XA cannot work there.</exception>
    public static async Task<BankService> OpenPostgresAsync(
        string name,
        string connectionString,
        IReadOnlyDictionary<string, long> openings,
        TimeProvider time,
        CancellationToken cancellation = default)
    {
        CheckOpenings(openings);
        var database = await PostgresDatabase.OpenAsync(connectionString, Schema(PostgresDatabase.AutoKey), cancellation);
        var barrier = new BranchBarrier(database, time);
        var bank = new BankService(name, database, barrier, new PostgresXa(database, barrier));
        if (await database.RunAsync(async transaction => (string?)await transaction.ScalarAsync("SHOW max_prepared_transactions"), "", cancellation) == "0")
        {
            await bank.DisposeAsync();
            throw new InvalidOperationException("The bank needs a PostgreSQL whose max_prepared_transactions is above 0.");
        }

        return await SeedAsync(bank, openings, cancellation);
    }

    /// <summary>
    /// Moves money in (positive) or out (negative) for one branch operation. This is the whole of a participant:
    /// the barrier around a piece of business.
    /// </summary>
    public Task<BarrierOutcome> MoveAsync(
        BranchRequest request, string account, long deltaCents, CancellationToken cancellation = default) =>
        _barrier.CallAsync(request, transaction => BankBook.MoveAsync(transaction, request, account, deltaCents), cancellation: cancellation);

    /// <summary>The try of TCC: sets money aside, so that <see cref="ConfirmAsync"/> cannot be refused.</summary>
    public Task<BarrierOutcome> ReserveAsync(
        BranchRequest request, string account, long deltaCents, CancellationToken cancellation = default) =>
        _barrier.CallAsync(
            request,
            async transaction =>
            {
                if (await BankBook.HoldAsync(transaction, request, account, deltaCents) is { } refusal)
                    return refusal;
                await BankBook.NoteAsync(transaction, request, account);
                return null;
            },
            cancellation: cancellation);

    /// <summary>The confirm of TCC: moves what was set aside.</summary>
    /// <exception cref="InvalidOperationException">Nothing was set aside: the coordinator confirms what was never tried.</exception>
    public Task<BarrierOutcome> ConfirmAsync(BranchRequest request, CancellationToken cancellation = default) =>
        _barrier.CallAsync(
            request,
            async transaction => await BankBook.SettleAsync(transaction, request) ? null : throw NothingReserved(request),
            cancellation: cancellation);

    /// <summary>The cancel of TCC: gives back what was set aside.</summary>
    /// <exception cref="InvalidOperationException">Nothing is set aside any more: the coordinator cancels what it has confirmed.</exception>
    public Task<BarrierOutcome> CancelAsync(BranchRequest request, string account, CancellationToken cancellation = default) =>
        _barrier.CallAsync(
            request,
            async transaction =>
            {
                if (!await BankBook.ReleaseAsync(transaction, request))
                    throw NothingReserved(request);
                await BankBook.NoteAsync(transaction, request, account);
                return null;
            },
            cancellation: cancellation);

    /// <summary>Tells the coordinator what became of the local transaction of a two-phase message.</summary>
    public Task<CheckBackAnswer> CheckBackAsync(BranchRequest request, CancellationToken cancellation = default) =>
        _barrier.CheckBackAsync(request, cancellation);

    /// <summary>Reads the books for an audit: all of them, or those of one global transaction. Null when too busy.</summary>
    public async Task<BankSnapshot?> TrySnapshotAsync(string? gid = null, CancellationToken cancellation = default)
    {
        // First what is prepared: what is committed in between is then seen twice rather than not at all.
        var pending = await Xa.PendingAsync(cancellation);
        var snapshot = await _database.ReadAsync(
            async transaction => (BankSnapshot?)await BankReader.SnapshotAsync(transaction, Name, gid),
            null,
            cancellation);
        return snapshot is null ? null : snapshot with { Prepared = [.. pending.Where(branch => gid is null || branch.Gid == gid)] };
    }

    /// <summary>One page of ledger rows after <paramref name="after"/>. Null when too busy.</summary>
    internal Task<List<LedgerRow>?> TryLedgerAsync(string? gid, long after, CancellationToken cancellation) =>
        _database.RunAsync(
            async transaction => (List<LedgerRow>?)await BankReader.LedgerAsync(transaction, gid, after, BankReader.LedgerPage),
            null,
            cancellation);

    /// <summary>All accounts. Null when too busy.</summary>
    internal Task<List<AccountRow>?> TryAccountsAsync(CancellationToken cancellation) =>
        _database.RunAsync(async transaction => (List<AccountRow>?)await BankReader.AccountsAsync(transaction), null, cancellation);

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await _database.DisposeAsync();
    }

    private static string Schema(string autoKey) => BranchBarrier.Schema(autoKey) + BankBook.Schema(autoKey);

    private static void CheckOpenings(IReadOnlyDictionary<string, long> openings)
    {
        if (openings.Values.Any(cents => cents is < 0 or > BankBook.MaxBalance))
            throw new ArgumentOutOfRangeException(nameof(openings), $"A balance is from 0 to {BankBook.MaxBalance} cents.");
    }

    private static async Task<BankService> SeedAsync(BankService bank, IReadOnlyDictionary<string, long> openings, CancellationToken cancellation)
    {
        try
        {
            await bank._database.RunAsync(
                async transaction =>
                {
                    await BankBook.SeedAsync(transaction, openings);
                    await transaction.CommitAsync();
                    return true;
                },
                busy: false,
                cancellation);
            return bank;
        }
        catch
        {
            await bank.DisposeAsync();
            throw;
        }
    }

    private static InvalidOperationException NothingReserved(BranchRequest request) =>
        new($"{request.Gid}/{request.BranchId}: {request.Op} finds nothing set aside.");
}
