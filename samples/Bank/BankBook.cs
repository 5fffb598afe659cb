using Microsoft.Data.Sqlite;

namespace OrleansSaga.Samples.Bank;

/// <summary>The bank's business tables and the SQL on them. Every method works inside the caller's transaction.</summary>
internal static class BankBook
{
    /// <summary>In cents. Far below where SQLite would turn a sum into a floating-point number.</summary>
    public const long MaxBalance = 1_000_000_000_000_000;

    /// <summary>How many ledger rows one read over HTTP gives.</summary>
    public const int LedgerPage = 1_000;

    // The ledger has no unique key on purpose: if the barrier failed, the second effect shall be seen.
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS accounts (
            id TEXT PRIMARY KEY,
            opening INTEGER NOT NULL,
            balance INTEGER NOT NULL CHECK (balance >= 0)
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            gid TEXT NOT NULL,
            branch_id TEXT NOT NULL,
            op TEXT NOT NULL,
            account TEXT NOT NULL,
            delta INTEGER NOT NULL
        );
        CREATE INDEX IF NOT EXISTS ledger_gid ON ledger (gid);
        """;

    /// <summary>Opens accounts that do not exist yet; those that do keep their balance.</summary>
    public static void Seed(SqliteConnection connection, SqliteTransaction transaction, IReadOnlyDictionary<string, long> openings)
    {
        foreach (var (id, opening) in openings)
        {
            using var command = Command(connection, transaction);
            command.CommandText = "INSERT INTO accounts (id, opening, balance) VALUES ($id, $opening, $opening) ON CONFLICT (id) DO NOTHING";
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$opening", opening);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Changes one balance and notes it in the ledger, or says why not.</summary>
    public static Refusal? Move(
        SqliteConnection connection, SqliteTransaction transaction, BranchRequest request, string account, long delta)
    {
        using var update = Command(connection, transaction);
        update.CommandText = "UPDATE accounts SET balance = balance + $delta WHERE id = $id AND balance + $delta BETWEEN 0 AND $max";
        update.Parameters.AddWithValue("$delta", delta);
        update.Parameters.AddWithValue("$id", account);
        update.Parameters.AddWithValue("$max", MaxBalance);
        if (update.ExecuteNonQuery() == 0)
            return WhyNot(connection, transaction, account, delta);

        using var insert = Command(connection, transaction);
        insert.CommandText = "INSERT INTO ledger (gid, branch_id, op, account, delta) VALUES ($gid, $branch_id, $op, $account, $delta)";
        insert.Parameters.AddWithValue("$gid", request.Gid);
        insert.Parameters.AddWithValue("$branch_id", request.BranchId);
        insert.Parameters.AddWithValue("$op", request.Op);
        insert.Parameters.AddWithValue("$account", account);
        insert.Parameters.AddWithValue("$delta", delta);
        insert.ExecuteNonQuery();
        return null;
    }

    public static List<AccountRow> Accounts(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = Command(connection, transaction);
        command.CommandText = """
            SELECT a.id, a.opening, a.balance, coalesce(l.moved, 0)
            FROM accounts a LEFT JOIN (SELECT account, sum(delta) AS moved FROM ledger GROUP BY account) l ON l.account = a.id
            ORDER BY a.id
            """;
        return Read(command, row => new AccountRow(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));
    }

    /// <summary>Ledger rows after <paramref name="after"/>, at most <paramref name="limit"/> (-1: all).</summary>
    public static List<LedgerRow> Ledger(
        SqliteConnection connection, SqliteTransaction transaction, string? gid, long after, int limit)
    {
        using var command = Command(connection, transaction);
        command.CommandText = gid is null
            ? "SELECT seq, gid, branch_id, op, account, delta FROM ledger WHERE seq > $after ORDER BY seq LIMIT $limit"
            : "SELECT seq, gid, branch_id, op, account, delta FROM ledger WHERE gid = $gid AND seq > $after ORDER BY seq LIMIT $limit";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$limit", limit);
        if (gid is not null)
            command.Parameters.AddWithValue("$gid", gid);
        return Read(command, row => new LedgerRow(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt64(5)));
    }

    public static List<BarrierRow> Barriers(SqliteConnection connection, SqliteTransaction transaction, string? gid)
    {
        using var command = Command(connection, transaction);
        command.CommandText = gid is null
            ? "SELECT gid, branch_id, op, reason FROM barrier ORDER BY id"
            : "SELECT gid, branch_id, op, reason FROM barrier WHERE gid = $gid ORDER BY id";
        if (gid is not null)
            command.Parameters.AddWithValue("$gid", gid);
        return Read(command, row => new BarrierRow(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)));
    }

    // Account names stay out of the reason: the coordinator searches reply bodies for its result words.
    private static Refusal WhyNot(SqliteConnection connection, SqliteTransaction transaction, string account, long delta)
    {
        using var command = Command(connection, transaction);
        command.CommandText = "SELECT balance FROM accounts WHERE id = $id";
        command.Parameters.AddWithValue("$id", account);
        if (command.ExecuteScalar() is not long balance)
            return new Refusal("There is no such account.");
        return delta < 0
            ? new Refusal($"The account has {balance} cents, which is less than {-delta}.")
            : new Refusal($"An account cannot hold more than {MaxBalance} cents.");
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction transaction)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        return command;
    }

    private static List<T> Read<T>(SqliteCommand command, Func<SqliteDataReader, T> map)
    {
        var rows = new List<T>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            rows.Add(map(reader));
        return rows;
    }
}
