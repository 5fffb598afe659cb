namespace OrleansSaga.Samples.Bank;

/// <summary>
/// The sub-transaction barrier of DTM: gives a participant exactly one effect per branch operation although the
/// coordinator may call it twice, call its undo first, or call it after its undo.
/// </summary>
/// <remarks>
/// It works because its rows and the business rows commit together, and because the undo also writes the row of the
/// operation that it undoes: whichever of the two comes second finds that row taken.
/// </remarks>
public sealed class BranchBarrier(ILocalDatabase database, TimeProvider time)
{
    private const string First = "01";

    /// <summary>
    /// The barrier's table, to be created in the same database as the business tables;
    /// <paramref name="autoKey"/> declares a key that counts up by itself.
    /// </summary>
    public static string Schema(string autoKey) => $"""
        CREATE TABLE IF NOT EXISTS barrier (
            id {autoKey},
            trans_type TEXT NOT NULL,
            gid TEXT NOT NULL,
            branch_id TEXT NOT NULL,
            op TEXT NOT NULL,
            barrier_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            create_time BIGINT NOT NULL,
            CONSTRAINT uniq_barrier UNIQUE (gid, branch_id, op, barrier_id)
        );

        """;

    /// <summary>Runs <paramref name="business"/> if, and only if, this call is the one that shall take effect.</summary>
    /// <param name="request">The branch operation that was called.</param>
    /// <param name="business">
    /// Works in the given transaction; null means done, a refusal undoes everything. An exception
    /// undoes everything too and goes to the caller.
    /// </param>
    /// <param name="number">1 for the first barrier inside one branch operation, 2 for the second, and so on, up to 99.</param>
    /// <param name="cancellation">Ends the wait for the database, never the business.</param>
    public Task<BarrierOutcome> CallAsync(
        BranchRequest request,
        Func<LocalTransaction, Task<Refusal?>> business,
        int number = 1,
        CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 99);
        var barrierId = number.ToString("00", System.Globalization.CultureInfo.InvariantCulture);
        return database.RunAsync(
            transaction => CallAsync(transaction, request, barrierId, business),
            BarrierOutcome.Busy,
            cancellation);
    }

    /// <summary>
    /// Answers the coordinator's question whether the local transaction of a two-phase message was committed. If it was
    /// not, it cannot be any more from here on: the question takes the row that the local transaction would need.
    /// </summary>
    public Task<CheckBackAnswer> CheckBackAsync(BranchRequest request, CancellationToken cancellation = default) =>
        database.RunAsync(
            async transaction =>
            {
                await TryInsertAsync(transaction, request, request.Op, reason: "rollback", First);
                var reason = await ReasonAsync(transaction, request, request.Op, First);
                await transaction.CommitAsync();
                return reason == request.Op ? CheckBackAnswer.Committed : CheckBackAnswer.RolledBack;
            },
            CheckBackAnswer.Busy,
            cancellation);

    /// <summary>Inserts a row; false when it is taken. For phase two of XA, where the rules of the other modes do not fit.</summary>
    internal async Task<bool> TryInsertAsync(
        LocalTransaction transaction, BranchRequest request, string op, string reason, string barrierId = First) =>
        await transaction.ExecuteAsync(
            """
            INSERT INTO barrier (trans_type, gid, branch_id, op, barrier_id, reason, create_time)
            VALUES (@trans_type, @gid, @branch_id, @op, @barrier_id, @reason, @create_time)
            ON CONFLICT (gid, branch_id, op, barrier_id) DO NOTHING
            """,
            ("trans_type", request.TransType),
            ("gid", request.Gid),
            ("branch_id", request.BranchId),
            ("op", op),
            ("barrier_id", barrierId),
            ("reason", reason),
            ("create_time", time.GetUtcNow().ToUnixTimeMilliseconds())) == 1;

    /// <summary>The op that took this row; null when nobody has.</summary>
    internal static async Task<string?> ReasonAsync(LocalTransaction transaction, BranchRequest request, string op, string barrierId = First) =>
        (string?)await transaction.ScalarAsync(
            """
            SELECT reason FROM barrier
            WHERE gid = @gid AND branch_id = @branch_id AND op = @op AND barrier_id = @barrier_id
            """,
            ("gid", request.Gid),
            ("branch_id", request.BranchId),
            ("op", op),
            ("barrier_id", barrierId));

    private async Task<BarrierOutcome> CallAsync(
        LocalTransaction transaction, BranchRequest request, string barrierId, Func<LocalTransaction, Task<Refusal?>> business)
    {
        var origin = BranchRequest.OriginOf(request.Op);
        var originWasFree = origin is not null && await TryInsertAsync(transaction, request, origin, request.Op, barrierId);
        var isFirst = await TryInsertAsync(transaction, request, request.Op, request.Op, barrierId);

        BarrierOutcome outcome;
        if (originWasFree)
            outcome = new BarrierOutcome(BarrierVerdict.NullCompensation);
        else if (!isFirst)
            outcome = new BarrierOutcome(await WhyTakenAsync(transaction, request, barrierId));
        else if (await business(transaction) is { } refusal)
            return new BarrierOutcome(BarrierVerdict.Refused, refusal.Reason); // Not committed: nothing stays.
        else
            outcome = new BarrierOutcome(BarrierVerdict.Applied);

        await transaction.CommitAsync();
        return outcome;
    }

    // Both are answered alike; telling them apart is for people who look at what happened.
    private static async Task<BarrierVerdict> WhyTakenAsync(LocalTransaction transaction, BranchRequest request, string barrierId) =>
        await ReasonAsync(transaction, request, request.Op, barrierId) == request.Op ? BarrierVerdict.Duplicate : BarrierVerdict.Late;
}
