using Npgsql;

namespace OrleansSaga.Samples.Bank;

/// <summary>XA as PostgreSQL does it: PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED. The server needs max_prepared_transactions.</summary>
public sealed class PostgresXa(PostgresDatabase database, BranchBarrier barrier) : XaResource
{
    private const string NoSuchTransaction = "42704";

    /// <inheritdoc/>
    public override Task<BarrierOutcome> PrepareAsync(BranchRequest request, string account, long deltaCents, CancellationToken cancellation) =>
        database.RunAsync(
            async transaction =>
            {
                var xid = Xid(request);
                // The prepared transaction holds its barrier row: asking for that would only wait.
                if (await transaction.ScalarAsync("SELECT 1 FROM pg_prepared_xacts WHERE gid = @xid AND database = current_database()", ("xid", xid)) is not null)
                    return new BarrierOutcome(BarrierVerdict.Duplicate);
                if (!await barrier.TryInsertAsync(transaction, request, request.Op, reason: request.Op))
                    return new BarrierOutcome(await BranchBarrier.ReasonAsync(transaction, request, request.Op) == request.Op ? BarrierVerdict.Duplicate : BarrierVerdict.Late);
                if (await BankBook.MoveAsync(transaction, request, account, deltaCents) is { } refusal)
                    return new BarrierOutcome(BarrierVerdict.Refused, refusal.Reason);
                await transaction.ExecuteAsync($"PREPARE TRANSACTION {Quote(xid)}");
                return new BarrierOutcome(BarrierVerdict.Applied);
            },
            BarrierOutcome.Busy,
            cancellation);

    /// <inheritdoc/>
    public override Task<BarrierOutcome> CommitAsync(BranchRequest request, CancellationToken cancellation) =>
        FinishAsync("COMMIT PREPARED", request, cancellation);

    /// <inheritdoc/>
    public override async Task<BarrierOutcome> RollbackAsync(BranchRequest request, CancellationToken cancellation)
    {
        var outcome = await FinishAsync("ROLLBACK PREPARED", request, cancellation);
        if (outcome.Verdict == BarrierVerdict.Busy)
            return outcome;
        // A local transaction that is not yet prepared holds this row: then this waits, says Busy, and is called again.
        return await database.RunAsync(
            async transaction =>
            {
                await barrier.TryInsertAsync(transaction, request, "action", reason: request.Op);
                await transaction.CommitAsync();
                return outcome;
            },
            BarrierOutcome.Busy,
            cancellation);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<PendingRow>> PendingAsync(CancellationToken cancellation)
    {
        await using var command = database.Source.CreateCommand("SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY gid");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var pending = new List<PendingRow>();
        while (await reader.ReadAsync(cancellation))
        {
            var xid = reader.GetString(0);
            var dash = xid.LastIndexOf('-');
            pending.Add(new PendingRow(xid[..dash], xid[(dash + 1)..]));
        }

        return pending;
    }

    private async Task<BarrierOutcome> FinishAsync(string statement, BranchRequest request, CancellationToken cancellation)
    {
        try
        {
#pragma warning disable CA2100 // These statements take no parameters; the id is quoted.
            await using var command = database.Source.CreateCommand($"{statement} {Quote(Xid(request))}");
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellation);
            return new BarrierOutcome(BarrierVerdict.Applied);
        }
        catch (PostgresException known) when (known.SqlState == NoSuchTransaction)
        {
            return new BarrierOutcome(BarrierVerdict.Duplicate);
        }
        catch (PostgresException lost) when (PostgresDatabase.IsBusy(lost))
        {
            return BarrierOutcome.Busy;
        }
    }

    /// <summary>The id of the prepared transaction, as DTM's SDKs name it.</summary>
    private static string Xid(BranchRequest request) => $"{request.Gid}-{request.BranchId}";

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
