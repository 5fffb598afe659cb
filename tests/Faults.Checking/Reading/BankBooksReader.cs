using System.Data;
using Npgsql;
using OrleansSaga.Faults.Checking.Banks;

namespace OrleansSaga.Faults.Checking.Reading;

/// <summary>Reads a bank's tables as they were at one moment.</summary>
internal sealed class BankBooksReader(BankBooks books, BankSource source)
{
    // Few words occur in millions of rows.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    /// <summary>How many ledger rows were read.</summary>
    public int LedgerRows { get; private set; }

    /// <summary>How many barrier rows were read.</summary>
    public int BarrierRows { get; private set; }

    /// <summary>Adds the rows to the books.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Connections.OpenAsync(source.ConnectionString, cancellationToken);
        // No snapshot covers these. First, so that what is committed in between is seen twice rather than not at all.
        await EachAsync(connection, "select gid from pg_prepared_xacts where database = current_database()", OnPrepared, cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await EachAsync(
            connection,
            """
            select a.id, a.opening, a.balance, coalesce(l.moved, 0)::bigint
            from accounts a left join (select account, sum(delta) as moved from ledger group by account) l on l.account = a.id
            """,
            row => books.Accounts.Add(new Account(source.Name, row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))),
            cancellationToken);
        await EachAsync(connection, "select gid, branch_id, seq, op, account, delta from ledger order by seq", OnEffect, cancellationToken);
        await EachAsync(connection, "select gid, branch_id, op, barrier_id, reason, trans_type from barrier", OnBarrier, cancellationToken);
        await EachAsync(connection, "select gid, branch_id from holds", row => At(row).IsPending = true, cancellationToken);
    }

    private static async Task EachAsync(NpgsqlConnection connection, string sql, Action<NpgsqlDataReader> onRow, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // The texts are constants of this class.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            onRow(rows);
    }

    private void OnPrepared(NpgsqlDataReader row)
    {
        var xid = row.GetString(0);
        var dash = xid.LastIndexOf('-');
        books.At(source.Name, dash < 0 ? xid : xid[..dash], dash < 0 ? "" : xid[(dash + 1)..]).IsPending = true;
    }

    private void OnEffect(NpgsqlDataReader row)
    {
        LedgerRows++;
        At(row).Effects.Add(new Effect(row.GetInt64(2), Word(row.GetString(3)), Word(row.GetString(4)), row.GetInt64(5)));
    }

    private void OnBarrier(NpgsqlDataReader row)
    {
        BarrierRows++;
        var branch = At(row);
        branch.Mode = Word(row.GetString(5));
        branch.Barrier.Add(new BarrierRow(Word(row.GetString(2)), Word(row.GetString(3)), Word(row.GetString(4))));
    }

    private BankBranch At(NpgsqlDataReader row) => books.At(source.Name, row.GetString(0), Word(row.GetString(1)));

    private string Word(string text)
    {
        if (_words.TryGetValue(text, out var known))
            return known;
        _words.Add(text, text);
        return text;
    }
}
