using Microsoft.Data.Sqlite;

namespace OrleansSaga.Samples.Bank;

/// <summary>
/// The sub-transaction barrier of DTM: gives a participant exactly one effect per branch operation although the
/// coordinator may call it twice, call its undo first, or call it after its undo.
/// </summary>
/// <remarks>
/// It works because its rows and the business rows commit together, and because the undo also writes the row of the
/// operation that it undoes: whichever of the two comes second finds that row taken.
/// </remarks>
public sealed class BranchBarrier(LocalDatabase database, TimeProvider time)
{
    /// <summary>The barrier's table, to be created in the same database as the business tables.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS barrier (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            trans_type TEXT NOT NULL,
            gid TEXT NOT NULL,
            branch_id TEXT NOT NULL,
            op TEXT NOT NULL,
            barrier_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            create_time INTEGER NOT NULL,
            CONSTRAINT uniq_barrier UNIQUE (gid, branch_id, op, barrier_id)
        );
        """;

    /// <summary>Runs <paramref name="business"/> if, and only if, this call is the one that shall take effect.</summary>
    /// <param name="request">The branch operation that was called.</param>
    /// <param name="business">
    /// Works on the given connection and transaction; null means done, a refusal undoes everything. An exception
    /// undoes everything too and goes to the caller.
    /// </param>
    /// <param name="number">1 for the first barrier inside one branch operation, 2 for the second, and so on, up to 99.</param>
    /// <param name="cancellation">Ends the wait for the database, never the business.</param>
    public Task<BarrierOutcome> CallAsync(
        BranchRequest request,
        Func<SqliteConnection, SqliteTransaction, Refusal?> business,
        int number = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 99);
        var barrierId = number.ToString("00", System.Globalization.CultureInfo.InvariantCulture);
        return database.RunAsync(
            (connection, transaction) => Call(connection, transaction, request, barrierId, business),
            new BarrierOutcome(BarrierVerdict.Busy),
            cancellation);
    }

    private BarrierOutcome Call(
        SqliteConnection connection,
        SqliteTransaction transaction,
        BranchRequest request,
        string barrierId,
        Func<SqliteConnection, SqliteTransaction, Refusal?> business)
    {
        var origin = BranchRequest.OriginOf(request.Op);
        var originWasFree = origin is not null && TryInsert(connection, transaction, request, origin, barrierId);
        var isFirst = TryInsert(connection, transaction, request, request.Op, barrierId);

        BarrierOutcome outcome;
        if (originWasFree)
            outcome = new BarrierOutcome(BarrierVerdict.NullCompensation);
        else if (!isFirst)
            outcome = new BarrierOutcome(WhyTaken(connection, transaction, request, barrierId));
        else if (business(connection, transaction) is { } refusal)
            return new BarrierOutcome(BarrierVerdict.Refused, refusal.Reason); // Not committed: nothing stays.
        else
            outcome = new BarrierOutcome(BarrierVerdict.Applied);

        transaction.Commit();
        return outcome;
    }

    private bool TryInsert(
        SqliteConnection connection, SqliteTransaction transaction, BranchRequest request, string op, string barrierId)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            INSERT INTO barrier (trans_type, gid, branch_id, op, barrier_id, reason, create_time)
            VALUES ($trans_type, $gid, $branch_id, $op, $barrier_id, $reason, $create_time)
            ON CONFLICT (gid, branch_id, op, barrier_id) DO NOTHING
            """;
        command.Parameters.AddWithValue("$trans_type", request.TransType);
        command.Parameters.AddWithValue("$gid", request.Gid);
        command.Parameters.AddWithValue("$branch_id", request.BranchId);
        command.Parameters.AddWithValue("$op", op);
        command.Parameters.AddWithValue("$barrier_id", barrierId);
        command.Parameters.AddWithValue("$reason", request.Op);
        command.Parameters.AddWithValue("$create_time", time.GetUtcNow().ToUnixTimeMilliseconds());
        return command.ExecuteNonQuery() == 1;
    }

    // Both are answered alike; telling them apart is for people who look at what happened.
    private static BarrierVerdict WhyTaken(
        SqliteConnection connection, SqliteTransaction transaction, BranchRequest request, string barrierId)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            SELECT reason FROM barrier
            WHERE gid = $gid AND branch_id = $branch_id AND op = $op AND barrier_id = $barrier_id
            """;
        command.Parameters.AddWithValue("$gid", request.Gid);
        command.Parameters.AddWithValue("$branch_id", request.BranchId);
        command.Parameters.AddWithValue("$op", request.Op);
        command.Parameters.AddWithValue("$barrier_id", barrierId);
        return (string?)command.ExecuteScalar() == request.Op ? BarrierVerdict.Duplicate : BarrierVerdict.Late;
    }
}
