namespace OrleansSaga.Samples.Bank;

/// <summary>The bank's business tables and the changes to them. Every method works inside the caller's transaction.</summary>
internal static class BankBook
{
    /// <summary>In cents. Far below where SQLite would turn a sum into a floating-point number.</summary>
    public const long MaxBalance = 1_000_000_000_000_000;

    private const string NoAccount = "There is no such account.";

    // The ledger has no unique key on purpose: if the barrier failed, the second effect shall be seen.
    public static string Schema(string autoKey) => $"""
        CREATE TABLE IF NOT EXISTS accounts (
            id TEXT PRIMARY KEY,
            opening BIGINT NOT NULL,
            balance BIGINT NOT NULL CHECK (balance >= 0)
        );
        CREATE TABLE IF NOT EXISTS ledger (
            seq {autoKey},
            gid TEXT NOT NULL,
            branch_id TEXT NOT NULL,
            op TEXT NOT NULL,
            account TEXT NOT NULL,
            delta BIGINT NOT NULL
        );
        CREATE INDEX IF NOT EXISTS ledger_gid ON ledger (gid);
        CREATE TABLE IF NOT EXISTS holds (
            gid TEXT NOT NULL,
            branch_id TEXT NOT NULL,
            account TEXT NOT NULL,
            delta BIGINT NOT NULL,
            PRIMARY KEY (gid, branch_id)
        );
        CREATE INDEX IF NOT EXISTS holds_account ON holds (account);

        """;

    /// <summary>Opens accounts that do not exist yet; those that do keep their balance.</summary>
    public static async Task SeedAsync(LocalTransaction transaction, IReadOnlyDictionary<string, long> openings)
    {
        foreach (var (id, opening) in openings)
        {
            await transaction.ExecuteAsync(
                "INSERT INTO accounts (id, opening, balance) VALUES (@id, @opening, @opening) ON CONFLICT (id) DO NOTHING",
                ("id", id),
                ("opening", opening));
        }
    }

    /// <summary>Changes one balance and notes it in the ledger, or says why not.</summary>
    public static async Task<Refusal?> MoveAsync(LocalTransaction transaction, BranchRequest request, string account, long delta)
    {
        if (await WhyNotAsync(transaction, account, delta) is { } refusal)
            return refusal;
        await ChangeAsync(transaction, request, account, delta);
        return null;
    }

    /// <summary>Sets a change aside for <see cref="SettleAsync"/> or <see cref="ReleaseAsync"/>, so that it can no longer be refused.</summary>
    public static async Task<Refusal?> HoldAsync(LocalTransaction transaction, BranchRequest request, string account, long delta)
    {
        if (await WhyNotAsync(transaction, account, delta) is { } refusal)
            return refusal;
        await transaction.ExecuteAsync(
            "INSERT INTO holds (gid, branch_id, account, delta) VALUES (@gid, @branch_id, @account, @delta)",
            ("gid", request.Gid),
            ("branch_id", request.BranchId),
            ("account", account),
            ("delta", delta));
        return null;
    }

    /// <summary>Makes the change that was set aside; false when there is none.</summary>
    public static async Task<bool> SettleAsync(LocalTransaction transaction, BranchRequest request)
    {
        if (await TakeHoldAsync(transaction, request) is not { } hold)
            return false;
        await ChangeAsync(transaction, request, hold.Account, hold.Delta);
        return true;
    }

    /// <summary>Drops the change that was set aside; false when there is none.</summary>
    public static async Task<bool> ReleaseAsync(LocalTransaction transaction, BranchRequest request) =>
        await TakeHoldAsync(transaction, request) is not null;

    /// <summary>Notes in the ledger that an operation took effect which moves no money.</summary>
    public static Task NoteAsync(LocalTransaction transaction, BranchRequest request, string account, long delta = 0) =>
        transaction.ExecuteAsync(
            "INSERT INTO ledger (gid, branch_id, op, account, delta) VALUES (@gid, @branch_id, @op, @account, @delta)",
            ("gid", request.Gid),
            ("branch_id", request.BranchId),
            ("op", request.Op),
            ("account", account),
            ("delta", delta));

    public static async Task<bool> HasHoldAsync(LocalTransaction transaction, BranchRequest request) =>
        await FindHoldAsync(transaction, request) is not null;

    private static async Task<HoldRow?> TakeHoldAsync(LocalTransaction transaction, BranchRequest request)
    {
        if (await FindHoldAsync(transaction, request) is not { } hold)
            return null;
        var taken = await transaction.ExecuteAsync(
            "DELETE FROM holds WHERE gid = @gid AND branch_id = @branch_id",
            ("gid", request.Gid),
            ("branch_id", request.BranchId));
        return taken == 1 ? hold : null;
    }

    private static async Task<HoldRow?> FindHoldAsync(LocalTransaction transaction, BranchRequest request)
    {
        var holds = await transaction.ReadAsync(
            row => new HoldRow(request.Gid, request.BranchId, row.GetString(0), row.GetInt64(1)),
            "SELECT account, delta FROM holds WHERE gid = @gid AND branch_id = @branch_id",
            ("gid", request.Gid),
            ("branch_id", request.BranchId));
        return holds.SingleOrDefault();
    }

    private static async Task ChangeAsync(LocalTransaction transaction, BranchRequest request, string account, long delta)
    {
        await transaction.ExecuteAsync(
            "UPDATE accounts SET balance = balance + @delta WHERE id = @id",
            ("delta", delta),
            ("id", account));
        await NoteAsync(transaction, request, account, delta);
    }

    // Account names stay out of the reason: the coordinator searches reply bodies for its result words.
    private static async Task<Refusal?> WhyNotAsync(LocalTransaction transaction, string account, long delta)
    {
        // Takes the row's lock: what is read below stays true until the commit.
        if (await transaction.ExecuteAsync("UPDATE accounts SET balance = balance WHERE id = @id", ("id", account)) == 0)
            return new Refusal(NoAccount);

        var balance = (long)(await transaction.ScalarAsync("SELECT balance FROM accounts WHERE id = @id", ("id", account)))!;
        var sameWay = (long)(await transaction.ScalarAsync(
            "SELECT CAST(coalesce(sum(delta), 0) AS BIGINT) FROM holds WHERE account = @id AND (delta < 0) = (@delta < 0)",
            ("id", account),
            ("delta", delta)))!;
        var expected = balance + sameWay;
        if (expected + delta < 0)
            return new Refusal($"The account has {expected} cents, which is less than {-delta}.");
        return expected + delta > MaxBalance ? new Refusal($"An account cannot hold more than {MaxBalance} cents.") : null;
    }
}
