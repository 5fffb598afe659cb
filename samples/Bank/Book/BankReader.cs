namespace OrleansSaga.Samples.Bank;

/// <summary>Reads of the bank's tables. Every method works inside the caller's transaction.</summary>
internal static class BankReader
{
    /// <summary>How many ledger rows one read over HTTP gives.</summary>
    public const int LedgerPage = 1_000;

    private const string OfGid = "gid = @gid";
    private const string OfAll = "@gid = ''";

    /// <summary>What lies in the books, without what XA holds back: see <see cref="XaResource.PendingAsync"/>.</summary>
    public static async Task<BankSnapshot> SnapshotAsync(LocalTransaction transaction, string bank, string? gid) => new(
        bank,
        await AccountsAsync(transaction),
        await LedgerAsync(transaction, gid, after: 0, limit: int.MaxValue),
        await BarriersAsync(transaction, gid))
    {
        Holds = await HoldsAsync(transaction, gid),
    };

    public static Task<List<AccountRow>> AccountsAsync(LocalTransaction transaction) => transaction.ReadAsync(
        row => new AccountRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
        """
        SELECT a.id, a.opening, a.balance, CAST(coalesce(l.moved, 0) AS BIGINT)
        FROM accounts a LEFT JOIN (SELECT account, sum(delta) AS moved FROM ledger GROUP BY account) l ON l.account = a.id
        ORDER BY a.id
        """);

    /// <summary>At most <paramref name="limit"/> ledger rows after <paramref name="after"/>.</summary>
    public static Task<List<LedgerRow>> LedgerAsync(LocalTransaction transaction, string? gid, long after, int limit) => transaction.ReadAsync(
        row => new LedgerRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5)),
        $"SELECT seq, gid, branch_id, op, account, delta FROM ledger WHERE {Filter(gid)} AND seq > @after ORDER BY seq LIMIT @limit",
        ("gid", gid ?? ""),
        ("after", after),
        ("limit", (long)limit));

    private static Task<List<BarrierRow>> BarriersAsync(LocalTransaction transaction, string? gid) => transaction.ReadAsync(
        row => new BarrierRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
        $"SELECT gid, branch_id, op, reason FROM barrier WHERE {Filter(gid)} ORDER BY id",
        ("gid", gid ?? ""));

    private static Task<List<HoldRow>> HoldsAsync(LocalTransaction transaction, string? gid) => transaction.ReadAsync(
        row => new HoldRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
        $"SELECT gid, branch_id, account, delta FROM holds WHERE {Filter(gid)} ORDER BY gid, branch_id",
        ("gid", gid ?? ""));

    private static string Filter(string? gid) => gid is null ? OfAll : OfGid;
}
